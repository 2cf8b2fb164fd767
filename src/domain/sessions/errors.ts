import { defineError } from '#domain/shared/app-error.js';

export const tokenExpired = defineError(
  'unauthenticated',
  'TOKEN_EXPIRED',
  'The access token has expired. Refresh it.',
);
export const sessionRevoked = defineError(
  'unauthenticated',
  'SESSION_REVOKED',
  'The session has ended. Sign in again.',
);
export const refreshTokenInvalid = defineError(
  'unauthenticated',
  'REFRESH_TOKEN_INVALID',
  'The refresh token is not valid. Sign in again.',
);
export const refreshTokenReused = defineError(
  'unauthenticated',
  'REFRESH_TOKEN_REUSED',
  'The refresh token was used before, so its session was ended. Sign in again.',
);
export const sessionNotFound = defineError('not_found', 'SESSION_NOT_FOUND', 'There is no such session.');

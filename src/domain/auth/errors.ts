import { defineError } from '#domain/shared/app-error.js';

export const weakPassword = defineError('invalid', 'WEAK_PASSWORD', 'Choose a stronger password.');
export const invalidCredentials = defineError(
  'unauthenticated',
  'INVALID_CREDENTIALS',
  'The credentials are not valid.',
);
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
export const accountInactive = defineError('forbidden', 'ACCOUNT_INACTIVE', 'The account is deactivated.');
export const sessionNotFound = defineError('not_found', 'SESSION_NOT_FOUND', 'There is no such session.');
export const loginLocked = defineError(
  'limited',
  'LOGIN_LOCKED',
  'Too many failed attempts. Wait before you try again.',
);

import { defineError } from '#domain/shared/app-error.js';

export const weakPassword = defineError('invalid', 'WEAK_PASSWORD', 'Choose a stronger password.');
export const invalidCredentials = defineError(
  'unauthenticated',
  'INVALID_CREDENTIALS',
  'The credentials are not valid.',
);
/** For what was mailed or handed out for one step: bad, used or expired, which nobody is told apart. */
export const tokenInvalid = defineError(
  'unauthenticated',
  'TOKEN_INVALID',
  'The token is not valid, has been used or has expired.',
);
export const challengeFailed = defineError(
  'unauthenticated',
  'CHALLENGE_FAILED',
  'This challenge is over. Begin anew.',
);
export const accountInactive = defineError('forbidden', 'ACCOUNT_INACTIVE', 'The account is deactivated.');
export const loginLocked = defineError(
  'limited',
  'LOGIN_LOCKED',
  'Too many failed attempts. Wait before you try again.',
);

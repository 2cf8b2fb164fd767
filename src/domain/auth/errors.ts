import { defineError } from '#domain/shared/app-error.js';

export const weakPassword = defineError('invalid', 'WEAK_PASSWORD', 'Choose a stronger password.');
export const passwordBreached = defineError(
  'invalid',
  'PASSWORD_BREACHED',
  'This password is known from a breach of some other service. Choose another one.',
);
export const invalidCredentials = defineError(
  'unauthenticated',
  'INVALID_CREDENTIALS',
  'The credentials are not valid.',
);
export const accountInactive = defineError('forbidden', 'ACCOUNT_INACTIVE', 'The account is deactivated.');
export const loginLocked = defineError(
  'limited',
  'LOGIN_LOCKED',
  'Too many failed attempts. Wait before you try again.',
);
/** Also where the challenge never was, is over, or has been passed before: who guesses learns nothing. */
export const challengeFailed = defineError(
  'unauthenticated',
  'CHALLENGE_FAILED',
  'The challenge is over. Sign in again to get another one.',
);
export const emailNotVerified = defineError(
  'forbidden',
  'EMAIL_NOT_VERIFIED',
  'The email address is not verified yet. Use the link that was sent to it, or ask for another one.',
);

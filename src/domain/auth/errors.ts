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

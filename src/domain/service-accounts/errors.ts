import { defineError } from '#domain/shared/app-error.js';

export const serviceAccountNotFound = defineError(
  'not_found',
  'SERVICE_ACCOUNT_NOT_FOUND',
  'There is no such service account.',
);
export const tooManyServiceAccounts = defineError(
  'conflict',
  'TOO_MANY_SERVICE_ACCOUNTS',
  'The tenant has as many service accounts as it may have. Delete one first.',
);
export const keyNotFound = defineError(
  'not_found',
  'KEY_NOT_FOUND',
  'There is no such key, or it was revoked.',
);
export const keyEnded = defineError('conflict', 'KEY_ENDED', 'The key has ended. Make a new one.');
export const tooManyKeys = defineError(
  'conflict',
  'TOO_MANY_KEYS',
  'There are as many keys as there may be. Revoke one first.',
);

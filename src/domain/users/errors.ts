import { defineError } from '#domain/shared/app-error.js';

export const userNotFound = defineError('not_found', 'USER_NOT_FOUND', 'There is no such user.');
export const emailTaken = defineError('conflict', 'EMAIL_TAKEN', 'This email address is already registered.');
export const usernameTaken = defineError('conflict', 'USERNAME_TAKEN', 'This username is already taken.');
export const lastAdmin = defineError(
  'conflict',
  'LAST_ADMIN',
  'The last active administrator cannot be demoted, deactivated or deleted. Make another one first.',
);

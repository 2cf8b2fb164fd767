import { definePermission } from '#domain/access/permission.js';

export const readUsers = definePermission('users:read', 'List, search and show users, and list roles.', [
  'moderator',
]);
export const writeUsers = definePermission(
  'users:write',
  'Create and change users whose permissions do not exceed the own ones.',
  ['moderator'],
);
/** Whoever reads what is sent to an address can reset the password, so this is to have the account. */
export const changeEmails = definePermission(
  'users:change-email',
  'Give accounts of others another email address.',
);
export const deleteUsers = definePermission('users:delete', 'Delete users.');

import { definePermission } from '#domain/access/permission.js';

export const readUsers = definePermission('users:read', 'List, search and show users, and list roles.', [
  'moderator',
]);
export const writeUsers = definePermission(
  'users:write',
  'Create and change users whose permissions do not exceed the own ones.',
  ['moderator'],
);
export const deleteUsers = definePermission('users:delete', 'Delete users.');

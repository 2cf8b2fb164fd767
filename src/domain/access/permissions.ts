import { definePermission } from './permission.js';

export const assignRoles = definePermission('roles:assign', 'Give users roles, and take roles from them.');
export const writeRoles = definePermission(
  'roles:write',
  'Make, change and delete roles and permissions, with no more than the own ones.',
);
export const impersonateUsers = definePermission(
  'users:impersonate',
  'Act in the place of a user who may no more than oneself, on record.',
);

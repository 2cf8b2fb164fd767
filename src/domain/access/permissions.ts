import { definePermission } from './permission.js';

export const assignRoles = definePermission('roles:assign', 'Give users roles, and take roles from them.');

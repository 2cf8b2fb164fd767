import type { CustomPermissionState } from '#domain/access/custom-permission.js';
import type { RoleState } from '#domain/access/role-definition.js';
import { defineMemoryTable } from '../table-definition.js';

export const roleTable = defineMemoryTable<RoleState>('roles');
export const permissionTable = defineMemoryTable<CustomPermissionState>('permissions');

import { EntitySchema } from 'typeorm';
import type { CustomPermissionState } from '#domain/access/custom-permission.js';
import type { RoleState } from '#domain/access/role-definition.js';

const time = { type: 'timestamptz', precision: 3 } as const;

export const roleSchema = new EntitySchema<RoleState>({
  name: 'Role',
  tableName: 'roles',
  columns: {
    name: { type: 'text', primary: true },
    description: { type: 'text', nullable: true },
    permissions: { type: 'text', array: true },
    isBuiltIn: { type: 'boolean', name: 'is_built_in' },
    createdAt: { ...time, name: 'created_at' },
    updatedAt: { ...time, name: 'updated_at' },
    version: { type: 'integer' },
  },
});

export const permissionSchema = new EntitySchema<CustomPermissionState>({
  name: 'Permission',
  tableName: 'permissions',
  columns: {
    name: { type: 'text', primary: true },
    description: { type: 'text' },
    createdAt: { ...time, name: 'created_at' },
  },
});

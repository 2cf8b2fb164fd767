import type { AccessQueries, PermissionView } from '#application/access/access-queries.js';
import type { CustomPermissionState } from '#domain/access/custom-permission.js';
import { allRoles, type BuiltInRole, isBuiltInRole, type Role } from '#domain/access/role.js';
import type { RoleState } from '#domain/access/role-definition.js';
import type { MemoryDatabase } from '../database.js';
import type { MemoryTable } from '../table.js';
import { permissionTable, roleTable } from './tables.js';

export class MemoryAccessQueries implements AccessQueries {
  readonly #roles: MemoryTable<RoleState>;
  readonly #permissions: MemoryTable<CustomPermissionState>;

  constructor(database: MemoryDatabase) {
    this.#roles = database.table(roleTable);
    this.#permissions = database.table(permissionTable);
  }

  async listCustomPermissions(): Promise<readonly Omit<PermissionView, 'isBuiltIn'>[]> {
    const permissions = this.#permissions.all().map(({ name, description }) => ({ name, description }));
    return permissions.sort(byName);
  }

  async listRoles(): Promise<readonly RoleState[]> {
    return [...allRoles.map(builtInRole), ...this.#roles.all().sort(byName)];
  }

  async findRole(name: Role): Promise<RoleState | null> {
    return isBuiltInRole(name) ? builtInRole(name) : (this.#roles.get(name) ?? null);
  }

  async rolesWith(permission: string): Promise<readonly Role[]> {
    const roles = this.#roles.where(({ permissions }) => permissions.includes(permission));
    return roles.sort(byName).map(({ name }) => name);
  }
}

const begunAt = new Date();

/** As a migration makes them elsewhere. */
export function builtInRole(name: BuiltInRole): RoleState {
  return {
    name,
    description: builtInDescriptions[name],
    permissions: [],
    isBuiltIn: true,
    createdAt: begunAt,
    updatedAt: begunAt,
    version: 1,
  };
}

const builtInDescriptions: Readonly<Record<BuiltInRole, string>> = {
  admin: 'Everything.',
  moderator: 'Looks after users who have less.',
  user: 'The own account.',
};

function byName(left: { readonly name: string }, right: { readonly name: string }): number {
  return left.name < right.name ? -1 : 1;
}

import type { Role } from '#domain/access/role.js';
import type { RoleState } from '#domain/access/role-definition.js';

export interface PermissionView {
  readonly name: string;
  readonly description: string;
  readonly isBuiltIn: boolean;
}

export type RoleView = RoleState;

/** Roles and permissions as they are stored. */
export interface AccessQueries {
  /** Those of applications, by name. */
  listCustomPermissions(): Promise<readonly Omit<PermissionView, 'isBuiltIn'>[]>;
  /** The built-in ones first, strongest first, then the others by name. */
  listRoles(): Promise<readonly RoleState[]>;
  findRole(name: Role): Promise<RoleState | null>;
  /** Those that are not built in, by name. */
  rolesWith(permission: string): Promise<readonly Role[]>;
}

import type { CustomPermission } from './custom-permission.js';
import type { Role } from './role.js';
import type { RoleDefinition } from './role-definition.js';

/**
 * Stores roles and permissions of applications, under the same rules as `UserRepository`. The built-in roles are there
 * from the beginning. Who writes holds the catalogue alone (`Powers`), so what was read stays as it is.
 */
export interface AccessRepository {
  /** @throws AppError ROLE_TAKEN. */
  addRole(role: RoleDefinition): Promise<void>;
  /** As its next version. @throws AppError VERSION_CONFLICT. */
  saveRole(role: RoleDefinition): Promise<void>;
  /** @throws AppError VERSION_CONFLICT. */
  removeRole(role: RoleDefinition): Promise<void>;
  findRole(name: Role): Promise<RoleDefinition | null>;

  /** @throws AppError PERMISSION_TAKEN. */
  addPermission(permission: CustomPermission): Promise<void>;
  removePermission(permission: CustomPermission): Promise<void>;
  findPermission(name: string): Promise<CustomPermission | null>;
}

import { permissionNotFound, roleNotFound } from '#domain/access/errors.js';
import { parsePermissionName } from '#domain/access/permission.js';
import { parseRole, type Role } from '#domain/access/role.js';
import type { ErrorDefinition } from '#domain/shared/app-error.js';

/** The role of a path. @throws AppError ROLE_NOT_FOUND for what cannot be the name of one. */
export function roleNamed(name: string): Role {
  return orElse(() => parseRole(name), roleNotFound);
}

/** The permission of a path. @throws AppError PERMISSION_NOT_FOUND for what cannot be the name of one. */
export function permissionNamed(name: string): string {
  return orElse(() => parsePermissionName(name), permissionNotFound);
}

function orElse<T>(parse: () => T, otherwise: ErrorDefinition): T {
  try {
    return parse();
  } catch (cause) {
    throw otherwise({ cause });
  }
}

import { invalidField } from '#domain/shared/validation.js';
import { allPermissions, type Permission } from './permission.js';

/** The built-in roles, strongest first. */
export const rolePermissions = {
  admin: allPermissions,
  moderator: ['users:read', 'users:write', 'sessions:revoke'],
  user: [],
} as const satisfies Record<string, readonly Permission[]>;

export type Role = keyof typeof rolePermissions;

export const allRoles = Object.keys(rolePermissions) as Role[];

export function isRole(name: string): name is Role {
  return Object.hasOwn(rolePermissions, name);
}

/** @throws AppError VALIDATION_ERROR when no such role exists. */
export function parseRole(name: string, field = 'role'): Role {
  if (!isRole(name)) throw invalidField(field, `must be one of ${allRoles.join(', ')}`);
  return name;
}

/**
 * Canonical: each role once, strongest first.
 * @throws AppError VALIDATION_ERROR when it is empty or names an unknown role.
 */
export function parseRoles(names: readonly string[], field = 'roles'): readonly Role[] {
  if (names.length === 0) throw invalidField(field, 'must name at least one role');
  return canonicalRoles(names.map((name) => parseRole(name, field)));
}

/** Each role once, strongest first. */
export function canonicalRoles(roles: readonly Role[]): readonly Role[] {
  return allRoles.filter((role) => roles.includes(role));
}

export function permissionsOf(roles: readonly Role[]): ReadonlySet<Permission> {
  return new Set(roles.flatMap((role): readonly Permission[] => rolePermissions[role]));
}

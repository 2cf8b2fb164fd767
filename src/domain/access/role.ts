import { invalidField } from '#domain/shared/validation.js';

/** The built-in roles, strongest first. @public */
export const allRoles = ['admin', 'moderator', 'user'] as const;

export type Role = (typeof allRoles)[number];

export function isRole(name: string): name is Role {
  return (allRoles as readonly string[]).includes(name);
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

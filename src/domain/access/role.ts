import { invalidField } from '#domain/shared/validation.js';

/** The built-in roles, strongest first. @public */
export const allRoles = ['admin', 'moderator', 'user'] as const;

export type BuiltInRole = (typeof allRoles)[number];

declare const brand: unique symbol;

/** The name of a role: a built-in one, or one that an administrator has made. */
export type Role = BuiltInRole | (string & { readonly [brand]: 'Role' });

export const roleNameMaxLength = 64;
/** What may be named at a time. */
export const maxRoles = 50;
export const roleNameForm = '^[a-z][a-z0-9_-]*$';
const form = new RegExp(roleNameForm);

export function isBuiltInRole(name: string): name is BuiltInRole {
  return (allRoles as readonly string[]).includes(name);
}

export function isRoleName(name: unknown): name is Role {
  return typeof name === 'string' && name.length <= roleNameMaxLength && form.test(name);
}

/** @throws AppError VALIDATION_ERROR for what no role can be named. Whether there is such a role, the catalogue knows. */
export function parseRole(name: string, field = 'role'): Role {
  if (!isRoleName(name)) {
    throw invalidField(
      field,
      `must be 1 to ${roleNameMaxLength} of a-z, 0-9, "_" and "-", beginning with a letter`,
    );
  }
  return name;
}

/**
 * Canonical: each role once, the built-in ones first.
 * @throws AppError VALIDATION_ERROR when it is empty, too long or names what cannot be a role.
 */
export function parseRoles(names: readonly string[], field = 'roles'): readonly Role[] {
  if (names.length === 0) throw invalidField(field, 'must name at least one role');
  if (names.length > maxRoles) throw invalidField(field, `must name at most ${maxRoles} roles`);
  return canonicalRoles(names.map((name) => parseRole(name, field)));
}

/** Each role once: the built-in ones, strongest first, then the others by name. */
export function canonicalRoles(roles: readonly Role[]): readonly Role[] {
  const others = [...new Set(roles)].filter((role) => !isBuiltInRole(role)).sort();
  return [...allRoles.filter((role) => roles.includes(role)), ...others];
}

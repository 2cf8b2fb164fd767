import { invalidField } from '#domain/shared/validation.js';
import type { BuiltInRole } from './role.js';

/** Something that a role can allow. A use case names the one it needs. @public */
export interface Permission {
  /** `resource:action`. */
  readonly name: string;
  readonly description: string;
  /** The built-in roles that have it, beside `admin`, which has all. What `user` has, `moderator` has too. */
  readonly grantedTo: readonly Exclude<BuiltInRole, 'admin'>[];
}

/** A part of a path is no longer. */
export const permissionNameMaxLength = 100;
export const permissionNameForm = '^[a-z][a-z0-9_-]*:[a-z][a-z0-9_-]*$';
const form = new RegExp(permissionNameForm);

/** @throws Error for a name of another form than `resource:action`. */
export function definePermission(
  name: string,
  description: string,
  grantedTo: Permission['grantedTo'] = [],
): Permission {
  if (!form.test(name))
    throw new Error(`${name} is no name for a permission: it must be like resource:action`);
  return { name, description, grantedTo };
}

/** @throws AppError VALIDATION_ERROR for a name of another form than `resource:action`. */
export function parsePermissionName(name: string, field = 'name'): string {
  if (name.length > permissionNameMaxLength || !form.test(name)) {
    throw invalidField(
      field,
      `must be like resource:action, in lower case, of at most ${permissionNameMaxLength} characters`,
    );
  }
  return name;
}

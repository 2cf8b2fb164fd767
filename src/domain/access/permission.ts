import type { Role } from './role.js';

/** Something that a role can allow. A use case names the one it needs. @public */
export interface Permission {
  /** `resource:action`. */
  readonly name: string;
  readonly description: string;
  /** The built-in roles that have it, beside `admin`, which has all. What `user` has, `moderator` has too. */
  readonly grantedTo: readonly Exclude<Role, 'admin'>[];
}

const form = /^[a-z][a-z0-9_-]*:[a-z][a-z0-9_-]*$/;

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

import type { Permission } from './permission.js';
import { type BuiltInRole, isBuiltInRole, type Role } from './role.js';

/** Whose permissions a role has beside its own, so that a stronger one never lacks what a weaker one has. */
const includes: Readonly<Record<Exclude<BuiltInRole, 'admin'>, readonly BuiltInRole[]>> = {
  moderator: ['moderator', 'user'],
  user: ['user'],
};

/** What the built-in roles allow, of the permissions that the features have. @public */
export class RolePermissions {
  readonly #byRole: ReadonlyMap<BuiltInRole, ReadonlySet<string>>;

  /** @param permissions of all features, in the order in which they are listed. */
  constructor(readonly permissions: readonly Permission[]) {
    const namesOf = (isHeld: (permission: Permission) => boolean) =>
      new Set(permissions.filter(isHeld).map(({ name }) => name));
    const granted = (role: Exclude<BuiltInRole, 'admin'>) =>
      namesOf(({ grantedTo }) => grantedTo.some((holder) => includes[role].includes(holder)));
    this.#byRole = new Map<BuiltInRole, ReadonlySet<string>>([
      ['admin', namesOf(() => true)],
      ['moderator', granted('moderator')],
      ['user', granted('user')],
    ]);
  }

  has(permission: string): boolean {
    return this.of(['admin']).has(permission);
  }

  /** Names of permissions; those of roles that are not built in are elsewhere. */
  of(roles: readonly Role[]): ReadonlySet<string> {
    return new Set(
      roles.filter(isBuiltInRole).flatMap((role) => [...(this.#byRole.get(role) as ReadonlySet<string>)]),
    );
  }
}

import type { Permission } from './permission.js';
import type { Role } from './role.js';

/** Whose permissions a role has beside its own, so that a stronger one never lacks what a weaker one has. */
const includes: Readonly<Record<Exclude<Role, 'admin'>, readonly Role[]>> = {
  moderator: ['moderator', 'user'],
  user: ['user'],
};

/** What the roles allow, of the permissions that there are. @public */
export class RolePermissions {
  readonly #byRole: ReadonlyMap<Role, ReadonlySet<string>>;

  /** @param permissions of all features, in the order in which they are listed. */
  constructor(readonly permissions: readonly Permission[]) {
    const namesOf = (isHeld: (permission: Permission) => boolean) =>
      new Set(permissions.filter(isHeld).map(({ name }) => name));
    const granted = (role: Exclude<Role, 'admin'>) =>
      namesOf(({ grantedTo }) => grantedTo.some((holder) => includes[role].includes(holder)));
    this.#byRole = new Map<Role, ReadonlySet<string>>([
      ['admin', namesOf(() => true)],
      ['moderator', granted('moderator')],
      ['user', granted('user')],
    ]);
  }

  /** Names of permissions. */
  of(roles: readonly Role[]): ReadonlySet<string> {
    return new Set(roles.flatMap((role) => [...(this.#byRole.get(role) ?? [])]));
  }

  /** Whoever acts on somebody has more than they have, except for those who have everything: no moderator acts on another. */
  outranks(own: ReadonlySet<string>, other: readonly Role[]): boolean {
    const theirs = this.of(other);
    return own.isSupersetOf(theirs) && (own.size > theirs.size || own.size === this.permissions.length);
  }

  /** Nobody hands out more than they have themselves. */
  covers(own: ReadonlySet<string>, other: readonly Role[]): boolean {
    return own.isSupersetOf(this.of(other));
  }
}

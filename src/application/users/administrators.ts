import type { Powers } from '#application/access/powers.js';
import type { RoleCatalogue } from '#application/access/role-catalogue.js';
import { writeRoles } from '#domain/access/permissions.js';
import type { Role } from '#domain/access/role.js';
import type { UserId } from '#domain/shared/ids.js';
import { lastAdmin } from '#domain/users/errors.js';
import { writeUsers } from '#domain/users/permissions.js';
import type { UserState } from '#domain/users/user.js';
import type { UserRepository } from '#domain/users/user-repository.js';

/** Whoever has all of these, by whatever roles, can give everybody everything that they have. */
const decisive = [writeRoles.name, writeUsers.name];

/** Sees to it that there is always somebody who can give power. Within a unit of work. @public */
export class Administrators {
  constructor(
    private readonly users: UserRepository,
    private readonly catalogue: RoleCatalogue,
    private readonly powers: Powers,
  ) {}

  async includes({ isActive, roles }: Pick<UserState, 'isActive' | 'roles'>): Promise<boolean> {
    if (!isActive) return false;
    const held = await this.catalogue.permissionsOf(roles);
    return decisive.every((permission) => held.has(permission));
  }

  /** Until the transaction ends, nobody else is told, and no role changes. */
  async areThere(): Promise<boolean> {
    return (await this.#lock()).length > 0;
  }

  /** @throws AppError LAST_ADMIN when there is none but this one. */
  async requireAnother(id: UserId): Promise<void> {
    const found = await this.#lock();
    if (!found.some((administrator) => administrator !== id)) throw lastAdmin();
  }

  /** When a role has lost permissions. @throws AppError LAST_ADMIN when nobody is left. */
  async requireSomeAfterLosing(permissions: readonly string[]): Promise<void> {
    if (!decisive.some((permission) => permissions.includes(permission))) return;
    if (!(await this.areThere())) throw lastAdmin();
  }

  /** At most two of them. */
  async #lock(): Promise<readonly UserId[]> {
    // Before the roles are read, or one could lose the permission meanwhile.
    await this.powers.hold({ actorId: null, isExclusive: true });
    const rolesOfEach: (readonly Role[])[] = [];
    for (const permission of decisive) rolesOfEach.push(await this.catalogue.rolesWith(permission));
    return this.users.findActiveHolders(rolesOfEach);
  }
}

import type { Held, Powers, Standing } from '#application/access/powers.js';
import type { UserRepository } from '#domain/users/user-repository.js';

/** Transactions come one at a time, so there is nothing to lock. */
export class MemoryPowers implements Powers {
  constructor(private readonly users: UserRepository) {}

  async hold({ actorId, targetId }: Held): Promise<Standing | null> {
    // Which throws outside a unit of work.
    if (targetId !== undefined) await this.users.findByIdForUpdate(targetId);
    const actor = actorId && (await this.users.findByIdForUpdate(actorId));
    return actor && { roles: actor.state.roles, isActive: actor.state.isActive };
  }
}

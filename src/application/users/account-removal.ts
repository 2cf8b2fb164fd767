import type { Clock } from '#application/shared/clock.js';
import type { User } from '#domain/users/user.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { Administrators } from './administrators.js';

/** What is to be done as part of the removal of an account, as long as it is there. @public */
export interface AccountFarewell {
  /** Within the unit of work. */
  bid(user: User): Promise<void>;
}

/** Deletes an account, whoever asks for it. */
export class AccountRemoval {
  constructor(
    private readonly users: UserRepository,
    private readonly administrators: Administrators,
    private readonly clock: Clock,
    private readonly farewells: readonly AccountFarewell[],
  ) {}

  /** Within a unit of work. @throws AppError LAST_ADMIN or VERSION_CONFLICT. */
  async remove(user: User): Promise<void> {
    if (await this.administrators.includes(user.state)) await this.administrators.requireAnother(user.id);
    for (const farewell of this.farewells) await farewell.bid(user);
    user.delete(this.clock.now());
    await this.users.remove(user);
  }
}

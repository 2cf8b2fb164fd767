import type { Clock } from '#application/shared/clock.js';
import type { User } from '#domain/users/user.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { LastAdminGuard } from './last-admin-guard.js';

/** Deletes an account, whoever asks for it. */
export class AccountRemoval {
  constructor(
    private readonly users: UserRepository,
    private readonly lastAdminGuard: LastAdminGuard,
    private readonly clock: Clock,
  ) {}

  /** Within a unit of work. @throws AppError LAST_ADMIN or VERSION_CONFLICT. */
  async remove(user: User): Promise<void> {
    if (user.isActiveAdmin) await this.lastAdminGuard.requireAnother(user.id);
    user.delete(this.clock.now());
    await this.users.remove(user);
  }
}

import type { UserId } from '#domain/shared/ids.js';
import { lastAdmin } from '#domain/users/errors.js';
import type { UserRepository } from '#domain/users/user-repository.js';

/** Keeps at least one active administrator. */
export class LastAdminGuard {
  constructor(private readonly users: UserRepository) {}

  /** @throws AppError LAST_ADMIN when there is no active administrator but this one. */
  async requireAnother(id: UserId): Promise<void> {
    const admins = await this.users.lockActiveAdmins();
    if (!admins.some((admin) => admin !== id)) throw lastAdmin();
  }
}

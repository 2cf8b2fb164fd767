import type { UserId } from '#domain/shared/ids.js';
import { lastAdmin } from '#domain/users/errors.js';
import type { UserRepository } from '#domain/users/user-repository.js';

/** Within a unit of work. @throws AppError LAST_ADMIN when there is no active administrator but this one. */
export async function requireAnotherAdmin(users: UserRepository, id: UserId): Promise<void> {
  const admins = await users.lockActiveAdmins();
  if (!admins.some((admin) => admin !== id)) throw lastAdmin();
}

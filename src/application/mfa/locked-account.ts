import { sessionRevoked } from '#domain/sessions/errors.js';
import type { UserId } from '#domain/shared/ids.js';
import type { User } from '#domain/users/user.js';
import type { UserRepository } from '#domain/users/user-repository.js';

/** Within a unit of work: one's own account, so that changes of its factors come one at a time. @throws AppError SESSION_REVOKED. */
export async function lockedAccount(users: UserRepository, userId: UserId): Promise<User> {
  const user = await users.findByIdForUpdate(userId);
  if (user === null) throw sessionRevoked();
  return user;
}

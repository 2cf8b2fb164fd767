import type { User } from '#domain/users/user.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import { requireAnotherAdmin } from './last-admin.js';

/** Deletes an account, whoever asks for it, within a unit of work. @throws AppError LAST_ADMIN or VERSION_CONFLICT. */
export async function removeAccount(users: UserRepository, user: User, at: Date): Promise<void> {
  if (user.isActiveAdmin) await requireAnotherAdmin(users, user.id);
  user.delete(at);
  await users.remove(user);
}

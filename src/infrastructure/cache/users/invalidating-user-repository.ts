import type { UserId } from '#domain/shared/ids.js';
import type { Email } from '#domain/users/email.js';
import type { PasswordHash } from '#domain/users/password-hash.js';
import type { User } from '#domain/users/user.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { Username } from '#domain/users/username.js';
import type { AccountInvalidation } from '../account-invalidation.js';

/** Tells which accounts change. Aggregates are never cached: what decides on a change is what is stored. */
export class InvalidatingUserRepository implements UserRepository {
  constructor(
    private readonly users: UserRepository,
    private readonly invalidation: AccountInvalidation,
  ) {}

  /** Nobody can have asked for an account that was not there. */
  add(user: User): Promise<void> {
    return this.users.add(user);
  }

  async save(user: User): Promise<void> {
    await this.users.save(user);
    await this.invalidation.changed(user.id);
  }

  async saveLogin(user: User, verified: PasswordHash): Promise<boolean> {
    const isSaved = await this.users.saveLogin(user, verified);
    const { lastLoginAt } = user.state;
    if (isSaved && lastLoginAt !== null) await this.invalidation.loggedIn(user.id, lastLoginAt);
    return isSaved;
  }

  async remove(user: User): Promise<void> {
    await this.users.remove(user);
    await this.invalidation.changed(user.id);
  }

  findById(id: UserId): Promise<User | null> {
    return this.users.findById(id);
  }

  findByIdForUpdate(id: UserId): Promise<User | null> {
    return this.users.findByIdForUpdate(id);
  }

  findByEmail(email: Email): Promise<User | null> {
    return this.users.findByEmail(email);
  }

  findByUsername(username: Username): Promise<User | null> {
    return this.users.findByUsername(username);
  }

  lockActiveAdmins(): Promise<readonly UserId[]> {
    return this.users.lockActiveAdmins();
  }
}

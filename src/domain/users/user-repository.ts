import type { Role } from '#domain/access/role.js';
import type { UserId } from '#domain/shared/ids.js';
import type { Email } from './email.js';
import type { PasswordHash } from './password-hash.js';
import type { User } from './user.js';
import type { Username } from './username.js';

/**
 * Stores accounts. Every write belongs to a unit of work and throws outside one; the events of the aggregate
 * are appended to the event log in the same transaction. What is returned is a copy: changing it changes
 * nothing stored until `save`.
 */
export interface UserRepository {
  /** @throws AppError EMAIL_TAKEN or USERNAME_TAKEN. */
  add(user: User): Promise<void>;

  /**
   * Stores the account as its next version, which it then has, if the stored version is still the one read.
   * @throws AppError VERSION_CONFLICT, EMAIL_TAKEN or USERNAME_TAKEN.
   */
  save(user: User): Promise<void>;

  /**
   * Stores what a login changed (the time of it, an upgraded hash), provided that the account is active,
   * its password hash is still `verified`, and it is still the same whether it has a second factor. Keeps the version, so that logins neither clash with each other
   * nor with a change of the account, and locks the row until the transaction ends, so that a session cannot
   * be opened past a concurrent change of the password.
   * @returns false when the account was deactivated, deleted or given another password or a second factor meanwhile.
   */
  saveLogin(user: User, verified: PasswordHash | null): Promise<boolean>;

  /** @throws AppError VERSION_CONFLICT. Its sessions go with it. */
  remove(user: User): Promise<void>;

  findById(id: UserId): Promise<User | null>;

  /** Like `findById`, and locked until the transaction ends, so that `save` cannot find it stale. */
  findByIdForUpdate(id: UserId): Promise<User | null>;

  findByEmail(email: Email): Promise<User | null>;
  findByUsername(username: Username): Promise<User | null>;

  /**
   * At most two of the active accounts that have a role of each of these lists, since whether there is another one is all
   * that is asked. It holds for as long as the caller holds the `Powers`.
   */
  findActiveHolders(rolesOfEach: readonly (readonly Role[])[]): Promise<readonly UserId[]>;

  /** Whether anybody has it, active or not. */
  isRoleHeld(role: Role): Promise<boolean>;
}

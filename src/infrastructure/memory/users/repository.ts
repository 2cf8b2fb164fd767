import type { Role } from '#domain/access/role.js';
import { versionConflict } from '#domain/shared/errors.js';
import type { UserId } from '#domain/shared/ids.js';
import type { Email } from '#domain/users/email.js';
import { emailTaken, usernameTaken } from '#domain/users/errors.js';
import type { PasswordHash } from '#domain/users/password-hash.js';
import { User, type UserState } from '#domain/users/user.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { Username } from '#domain/users/username.js';
import type { EventAppender } from '#infrastructure/events/event-appender.js';
import type { MemoryDatabase } from '../database.js';
import type { MemoryTable } from '../table.js';
import { defineMemoryTable } from '../table-definition.js';

/** @public */
export const userTable = defineMemoryTable<UserState>('users');

/** Transactions come one at a time, so whatever is read for update stays as it is. */
export class MemoryUserRepository implements UserRepository {
  readonly #users: MemoryTable<UserState>;

  constructor(
    private readonly database: MemoryDatabase,
    private readonly events: EventAppender,
  ) {
    this.#users = database.table(userTable);
  }

  async add(user: User): Promise<void> {
    this.#store(user.state);
    await this.events.append(user.pullEvents());
  }

  async save(user: User): Promise<void> {
    this.#requireCurrent(user);
    this.#store({ ...user.state, version: user.state.version + 1 });
    user.saved();
    await this.events.append(user.pullEvents());
  }

  async saveLogin(user: User, verified: PasswordHash | null): Promise<boolean> {
    this.database.transaction.require();
    const stored = this.#users.get(user.id);
    const { lastLoginAt, passwordHash, hasSecondFactor } = user.state;
    if (stored?.isActive !== true || stored.passwordHash?.encoded !== verified?.encoded) return false;
    if (stored.hasSecondFactor !== hasSecondFactor) return false;
    this.#store({ ...stored, lastLoginAt, passwordHash });
    await this.events.append(user.pullEvents());
    return true;
  }

  async remove(user: User): Promise<void> {
    this.#requireCurrent(user);
    this.database.write(() => this.#users.delete(user.id));
    await this.events.append(user.pullEvents());
  }

  async findById(id: UserId): Promise<User | null> {
    return this.#rehydrated(this.#users.get(id));
  }

  async findByIdForUpdate(id: UserId): Promise<User | null> {
    this.database.transaction.require();
    return this.findById(id);
  }

  async findByEmail(email: Email): Promise<User | null> {
    return this.#rehydrated(this.#users.where((user) => user.email.equals(email))[0]);
  }

  async findByUsername(username: Username): Promise<User | null> {
    return this.#rehydrated(this.#users.where((user) => user.username.equals(username))[0]);
  }

  async findActiveHolders(rolesOfEach: readonly (readonly Role[])[]): Promise<readonly UserId[]> {
    const holders = this.#users.where(
      ({ isActive, roles }) =>
        isActive && rolesOfEach.every((some) => some.some((role) => roles.includes(role))),
    );
    return holders.map(({ id }) => id).slice(0, 2);
  }

  async isRoleHeld(role: Role): Promise<boolean> {
    return this.#users.where(({ roles }) => roles.includes(role)).length > 0;
  }

  #requireCurrent(user: User): void {
    this.database.transaction.require();
    if (this.#users.get(user.id)?.version !== user.state.version) throw versionConflict();
  }

  #store(state: UserState): void {
    this.database.write(() => {
      const others = this.#users.where(({ id }) => id !== state.id);
      if (others.some(({ email }) => email.equals(state.email))) throw emailTaken();
      if (others.some(({ username }) => username.equals(state.username))) throw usernameTaken();
      this.#users.set(state.id, state);
    });
  }

  #rehydrated(state: UserState | undefined): User | null {
    return state === undefined ? null : User.rehydrate(state);
  }
}

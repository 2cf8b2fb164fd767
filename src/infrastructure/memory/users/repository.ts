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
import { userTable } from './table.js';

/** Transactions come one at a time, so whatever is read for update stays as it is. */
export class MemoryUserRepository implements UserRepository {
  constructor(
    private readonly database: MemoryDatabase,
    private readonly events: EventAppender,
  ) {}

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

  async saveLogin(user: User, verified: PasswordHash): Promise<boolean> {
    this.database.transaction.require();
    const stored = this.database.table(userTable).get(user.id);
    if (stored?.isActive !== true || stored.passwordHash.encoded !== verified.encoded) return false;
    const { lastLoginAt, passwordHash } = user.state;
    this.#store({ ...stored, lastLoginAt, passwordHash });
    await this.events.append(user.pullEvents());
    return true;
  }

  async remove(user: User): Promise<void> {
    this.#requireCurrent(user);
    this.database.write(() => this.database.table(userTable).delete(user.id));
    await this.events.append(user.pullEvents());
  }

  async findById(id: UserId): Promise<User | null> {
    return this.#rehydrated(this.database.table(userTable).get(id));
  }

  async findByIdForUpdate(id: UserId): Promise<User | null> {
    this.database.transaction.require();
    return this.findById(id);
  }

  async findByEmail(email: Email): Promise<User | null> {
    return this.#rehydrated(
      this.database
        .table(userTable)
        .all()
        .find((user) => user.email.equals(email)),
    );
  }

  async findByUsername(username: Username): Promise<User | null> {
    return this.#rehydrated(
      this.database
        .table(userTable)
        .all()
        .find((user) => user.username.equals(username)),
    );
  }

  async lockActiveAdmins(): Promise<readonly UserId[]> {
    this.database.transaction.require();
    const admins = this.database
      .table(userTable)
      .all()
      .filter((user) => user.isActive && user.roles.includes('admin'));
    return admins.map(({ id }) => id).sort();
  }

  #requireCurrent(user: User): void {
    this.database.transaction.require();
    if (this.database.table(userTable).get(user.id)?.version !== user.state.version) throw versionConflict();
  }

  #store(state: UserState): void {
    this.database.write(() => {
      const others = this.database
        .table(userTable)
        .all()
        .filter(({ id }) => id !== state.id);
      if (others.some(({ email }) => email.equals(state.email))) throw emailTaken();
      if (others.some(({ username }) => username.equals(state.username))) throw usernameTaken();
      this.database.table(userTable).set(state.id, state);
    });
  }

  #rehydrated(state: UserState | undefined): User | null {
    return state === undefined ? null : User.rehydrate(state);
  }
}

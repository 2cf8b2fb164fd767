import type { Role } from '#domain/access/role.js';
import { versionConflict } from '#domain/shared/errors.js';
import type { UserId } from '#domain/shared/ids.js';
import type { Email } from '#domain/users/email.js';
import type { PasswordHash } from '#domain/users/password-hash.js';
import type { User } from '#domain/users/user.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { Username } from '#domain/users/username.js';
import type { EventAppender } from '#infrastructure/events/event-appender.js';
import type { Database } from '../database.js';
import { toDomain, toRow, viewList } from './mapper.js';
import { type UserRow, userSchema } from './schema.js';

export class TypeOrmUserRepository implements UserRepository {
  constructor(
    private readonly database: Database,
    private readonly events: EventAppender,
  ) {}

  async add(user: User): Promise<void> {
    await this.database.write((manager) => manager.insert(userSchema, toRow(user)));
    await this.events.append(user.pullEvents());
  }

  async save(user: User): Promise<void> {
    const { id, version, ...row } = toRow(user);
    const { affected } = await this.database.write((manager) =>
      manager.update(userSchema, { id, version }, { ...row, version: version + 1 }),
    );
    if (affected !== 1) throw versionConflict();
    user.saved();
    await this.events.append(user.pullEvents());
  }

  async saveLogin(user: User, verified: PasswordHash | null): Promise<boolean> {
    const { id, lastLoginAt, passwordHash, hasSecondFactor } = toRow(user);
    const [, updated]: [unknown, number] = await this.database.write((manager) =>
      manager.query(updateLogin, [id, verified?.encoded ?? null, lastLoginAt, passwordHash, hasSecondFactor]),
    );
    if (updated !== 1) return false;
    await this.events.append(user.pullEvents());
    return true;
  }

  async remove(user: User): Promise<void> {
    const { id, version } = user.state;
    const { affected } = await this.database.write((manager) => manager.delete(userSchema, { id, version }));
    if (affected !== 1) throw versionConflict();
    await this.events.append(user.pullEvents());
  }

  findById(id: UserId): Promise<User | null> {
    return this.#findBy('id', id);
  }

  async findByIdForUpdate(id: UserId): Promise<User | null> {
    const row = await this.database.write((manager) =>
      manager.findOne(userSchema, { where: { id }, lock: { mode: 'pessimistic_write' } }),
    );
    return row && toDomain(row);
  }

  findByEmail(email: Email): Promise<User | null> {
    return this.#findBy('email', email.value);
  }

  findByUsername(username: Username): Promise<User | null> {
    return this.#findBy('username', username.value);
  }

  async findActiveHolders(rolesOfEach: readonly (readonly Role[])[]): Promise<readonly UserId[]> {
    const conditions = rolesOfEach.map((_, index) => `roles && $${index + 1}::text[]`);
    const rows: { id: UserId }[] = await this.database.read((manager) =>
      manager.query(`SELECT id FROM users WHERE is_active AND ${conditions.join(' AND ')} LIMIT 2`, [
        ...rolesOfEach,
      ]),
    );
    return rows.map(({ id }) => id);
  }

  async isRoleHeld(role: Role): Promise<boolean> {
    const [{ isHeld }]: [{ isHeld: boolean }] = await this.database.read((manager) =>
      manager.query('SELECT EXISTS (SELECT FROM users WHERE roles @> ARRAY[$1]::text[]) AS "isHeld"', [role]),
    );
    return isHeld;
  }

  /** Plain SQL: TypeORM's would cost more than the query itself. */
  async #findBy(column: 'id' | 'email' | 'username', value: string): Promise<User | null> {
    const [row]: UserRow[] = await this.database.read((manager) => manager.query(selectBy[column], [value]));
    return row === undefined ? null : toDomain(row);
  }
}

const updateLogin = `
  UPDATE users SET last_login_at = $3, password_hash = $4
  WHERE id = $1 AND password_hash IS NOT DISTINCT FROM $2 AND has_second_factor = $5 AND is_active`;

const selectUser = `SELECT ${viewList}, password_hash AS "passwordHash" FROM users`;

const selectBy = {
  id: `${selectUser} WHERE id = $1`,
  email: `${selectUser} WHERE email = $1`,
  username: `${selectUser} WHERE username = $1`,
};

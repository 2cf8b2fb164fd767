import type { AttemptParameters } from '#application/auth/login-attempts.js';
import type { CountedAttempt, Logins } from '#application/auth/logins.js';
import { Email } from '#domain/users/email.js';
import type { Username } from '#domain/users/username.js';
import type { Database } from '../database.js';
import { prepared } from '../prepared.js';
import type { LoginAttemptRow } from '../sessions/schema.js';
import { type StoredUser, selectUser, toDomain } from '../users/mapper.js';
import { CountedLimits, countedAttempt } from './login-attempts.js';

/** One statement each, and so one transaction and one round trip. */
export class TypeOrmLogins implements Logins {
  constructor(private readonly database: Database) {}

  /** An attempt that is counted twice, since a connection was lost, does less harm than a login refused. */
  async begin(identifier: Email | Username, ...parameters: AttemptParameters): Promise<CountedAttempt> {
    const attempt = new CountedLimits(...parameters);
    const statement = identifier instanceof Email ? beginBy.email : beginBy.username;
    const rows: (LoginAttemptRow & (StoredUser | Record<keyof StoredUser, null>))[] =
      await this.database.repeatable((manager) =>
        manager.query(statement, [...attempt.parameters, identifier.value]),
      );
    const [row] = rows;
    if (row === undefined) throw new Error('No attempt was counted');
    return { user: row.id === null ? null : toDomain(row), counts: attempt.counts(rows) };
  }

  /** Leaves it to the unit of work. */
  async add(): Promise<boolean> {
    return false;
  }
}

/** The account beside each counter, of which there is one at least; without an account its columns are null. */
const beginWhere = (condition: string) =>
  prepared(`
    ${countedAttempt}
    SELECT counters.*, account.* FROM counters LEFT JOIN (${selectUser} WHERE ${condition}) AS account ON true`);
const beginBy = { email: beginWhere('email = $5'), username: beginWhere('username = $5') };

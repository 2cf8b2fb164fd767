import type { AttemptParameters } from '#application/auth/login-attempts.js';
import type { CountedAttempt, Logins, NewLogin } from '#application/auth/logins.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { Email } from '#domain/users/email.js';
import type { Username } from '#domain/users/username.js';
import type { Database } from '../database.js';
import { isConnectionLost, isTransient } from '../error-translation.js';
import { type EventAppender, eventRecordset } from '../events/event-appender.js';
import { toRow } from '../sessions/mapper.js';
import { type LoginAttemptRow, sessionSchema } from '../sessions/schema.js';
import { type StoredUser, selectUser, toDomain } from '../users/mapper.js';
import { CountedLimits, countedAttempt, digest, takeBackLocked } from './login-attempts.js';

/** One statement each, and so one transaction and one round trip. */
export class TypeOrmLogins implements Logins {
  constructor(
    private readonly database: Database,
    private readonly events: EventAppender,
  ) {}

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

  async add(
    { user, verified, session, maxSessions, attempt }: NewLogin,
    context: RequestContext,
  ): Promise<boolean> {
    const { id, lastLoginAt, passwordHash } = user.state;
    const row = toRow(session);
    const pending = this.events.pending([...user.events, ...session.events], context);
    const parameters = [
      id,
      verified.encoded,
      lastLoginAt,
      passwordHash.encoded,
      row.createdAt,
      maxSessions,
      JSON.stringify(pending.rows),
      attempt.map(({ key }) => digest(key)),
      ...sessionProperties.map((property) => row[property]),
    ];
    if (!(await this.#execute(parameters))) return false;
    user.pullEvents();
    session.pullEvents();
    await pending.announce();
    return true;
  }

  /** A deadlock is no failure: nothing was stored, and the long way tries again. */
  async #execute(parameters: readonly unknown[]): Promise<boolean> {
    try {
      const rows: unknown[] = await this.database.standalone((manager) =>
        manager.query(insertLogin, [...parameters]),
      );
      return rows.length === 1;
    } catch (error) {
      if (isTransient(error) && !isConnectionLost(error)) return false;
      throw error;
    }
  }
}

/** The account beside each counter, of which there is one at least; without an account its columns are null. */
const beginWhere = (condition: string) =>
  `
    ${countedAttempt}
    SELECT counters.*, account.* FROM counters LEFT JOIN (${selectUser} WHERE ${condition}) AS account ON true`;
const beginBy = { email: beginWhere('email = $5'), username: beginWhere('username = $5') };

const sessionColumns = Object.entries(sessionSchema.options.columns) as [
  keyof typeof sessionSchema.options.columns & keyof ReturnType<typeof toRow>,
  { readonly name?: string; readonly type: string; readonly array?: boolean },
][];
const sessionProperties = sessionColumns.map(([property]) => property);
const sessionNames = sessionColumns.map(([property, { name }]) => name ?? property).join(', ');
const firstSessionParameter = 9;
const sessionValues = sessionColumns
  .map(([, { type, array }], index) => `$${firstSessionParameter + index}::${type}${array ? '[]' : ''}`)
  .join(', ');

/**
 * `alive_sessions` looks afresh whenever it is called. It is called again for a row that another login has
 * changed in the meantime, so that logins at the same time do not exceed the limit together. The attempts are
 * locked after the account, and in the order of their keys, as everywhere.
 */
const insertLogin = `
  WITH account AS (
    UPDATE users SET last_login_at = $3::timestamptz, password_hash = $4::text
    WHERE id = $1::uuid AND password_hash = $2::text AND is_active
      AND alive_sessions($1::uuid, $5::timestamptz) < $6::integer
    RETURNING id
  ), opened AS (
    INSERT INTO sessions (${sessionNames}) SELECT ${sessionValues} FROM account RETURNING id
  ), appended AS (
    ${eventRecordset('$7', 'account')}
  ), locked AS (
    SELECT key FROM login_attempts, opened WHERE key = ANY ($8::text[]) ORDER BY key
    FOR UPDATE OF login_attempts
  ), released AS (
    ${takeBackLocked}
  )
  SELECT id FROM opened`;

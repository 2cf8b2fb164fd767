import type { Logins, NewLogin } from '#application/auth/logins.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { Database } from '../database.js';
import { isConnectionLost, isTransient } from '../error-translation.js';
import { type EventAppender, eventRecordset } from '../outbox/event-appender.js';
import { prepared } from '../prepared.js';
import { digest } from './login-attempts.js';
import { toRow } from './mapper.js';
import { sessionSchema } from './schema.js';

/** One statement, and so one transaction and one round trip. */
export class TypeOrmLogins implements Logins {
  constructor(
    private readonly database: Database,
    private readonly events: EventAppender,
  ) {}

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
    pending.announce();
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

const sessionColumns = Object.entries(sessionSchema.options.columns) as [
  keyof typeof sessionSchema.options.columns & keyof ReturnType<typeof toRow>,
  { readonly name?: string; readonly type: string },
][];
const sessionProperties = sessionColumns.map(([property]) => property);
const sessionNames = sessionColumns.map(([property, { name }]) => name ?? property).join(', ');
const firstSessionParameter = 9;
const sessionValues = sessionColumns
  .map(([, { type }], index) => `$${firstSessionParameter + index}::${type}`)
  .join(', ');

/**
 * `alive_sessions` looks afresh whenever it is called. It is called again for a row that another login has
 * changed in the meantime, so that logins at the same time do not exceed the limit together. The attempts are
 * locked after the account, and in the order of their keys, as everywhere.
 */
const insertLogin = prepared(`
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
    UPDATE login_attempts SET count = greatest(count - 1, 0)
    FROM locked WHERE login_attempts.key = locked.key
  )
  SELECT id FROM opened`);

import { hash } from 'node:crypto';
import type { AttemptCount, AttemptParameters, LoginAttempts } from '#application/auth/login-attempts.js';
import type { AttemptLimit } from '#domain/auth/lockout-policy.js';
import type { Database } from '../database.js';
import type { LoginAttemptRow } from '../sessions/schema.js';

/**
 * Counters that stand whatever becomes of the running transaction. Every statement takes its rows in the
 * order of their keys, so that two cannot wait for each other. What was typed into a form is stored as a
 * digest only: it may be anything, even a password in the wrong field.
 */
export class TypeOrmLoginAttempts implements LoginAttempts {
  constructor(private readonly database: Database) {}

  async count(...parameters: AttemptParameters): Promise<readonly AttemptCount[]> {
    const attempt = new CountedLimits(...parameters);
    const rows: LoginAttemptRow[] = await this.database.standalone((manager) =>
      manager.query(countAttempts, attempt.parameters),
    );
    return attempt.counts(rows);
  }

  async release(limits: readonly AttemptLimit[]): Promise<void> {
    const keys = limits.map(({ key }) => digest(key));
    await this.database.standalone((manager) => manager.query(takeBack, [keys]));
  }
}

export function digest(key: string): string {
  return hash('sha256', key, 'base64url');
}

/** One attempt, for statements that count it by `countedAttempt`. */
export class CountedLimits {
  readonly #limits: readonly { readonly limit: AttemptLimit; readonly key: string }[];
  /** $1 to $4. */
  readonly parameters: unknown[];

  readonly #at: Date;

  constructor(...[counted, watched, at]: AttemptParameters) {
    this.#at = at;
    this.#limits = [...counted, ...watched].map((limit) => ({ limit, key: digest(limit.key) }));
    const keys = this.#limits.map(({ key }) => key);
    this.parameters = [
      keys.slice(0, counted.length),
      counted.map(({ windowSeconds }) => windowSeconds),
      at,
      keys.slice(counted.length),
    ];
  }

  counts(rows: readonly LoginAttemptRow[]): readonly AttemptCount[] {
    return this.#limits.map(({ limit, key }) => {
      const counter = rows.find((row) => row.key === key);
      if (counter === undefined) return { limit, count: 0, resetSeconds: limit.windowSeconds };
      const resetSeconds = Math.ceil((counter.resetsAt.getTime() - this.#at.getTime()) / 1000);
      return { limit, count: counter.count, resetSeconds };
    });
  }
}

/** What a statement begins with; then its `counters` are those of `LoginAttemptRow`. */
export const countedAttempt = `
  WITH counted AS (
    INSERT INTO login_attempts AS stored (key, count, resets_at)
    SELECT key, 1, $3::timestamptz + make_interval(secs => seconds)
    FROM unnest($1::text[], $2::integer[]) AS attempt (key, seconds)
    ORDER BY key COLLATE "C"
    ON CONFLICT (key) DO UPDATE SET
      count = CASE WHEN stored.resets_at > $3 THEN stored.count + 1 ELSE 1 END,
      resets_at = CASE WHEN stored.resets_at > $3 THEN stored.resets_at ELSE excluded.resets_at END
    RETURNING key, count, resets_at
  ), counters AS (
    SELECT key, count, resets_at AS "resetsAt" FROM counted
    UNION ALL
    SELECT key, count, resets_at FROM login_attempts WHERE key = ANY ($4::text[]) AND resets_at > $3
  )`;

const countAttempts = `${countedAttempt} SELECT * FROM counters`;

/** By an array: joined with them, PostgreSQL would read a table that it takes for small from end to end. */
export const takeBackLocked = `
  UPDATE login_attempts SET count = greatest(count - 1, 0) WHERE key = ANY (ARRAY(SELECT key FROM locked))`;

const takeBack = `
  WITH locked AS (SELECT key FROM login_attempts WHERE key = ANY ($1) ORDER BY key FOR UPDATE)
  ${takeBackLocked}`;

import { hash } from 'node:crypto';
import type { AttemptCount, LoginAttempts } from '#application/auth/login-attempts.js';
import type { AttemptLimit } from '#domain/auth/lockout-policy.js';
import type { Database } from '../database.js';
import { prepared } from '../prepared.js';
import type { LoginAttemptRow } from './schema.js';

/**
 * Counters that stand whatever becomes of the running transaction. Every statement takes its rows in the
 * order of their keys, so that two cannot wait for each other. What was typed into a form is stored as a
 * digest only: it may be anything, even a password in the wrong field.
 */
export class TypeOrmLoginAttempts implements LoginAttempts {
  constructor(private readonly database: Database) {}

  async count(
    counted: readonly AttemptLimit[],
    watched: readonly AttemptLimit[],
    at: Date,
  ): Promise<readonly AttemptCount[]> {
    const rows: LoginAttemptRow[] = await this.database.standalone((manager) =>
      manager.query(countAttempts, [
        counted.map(({ key }) => digest(key)),
        counted.map(({ windowSeconds }) => windowSeconds),
        at,
        watched.map(({ key }) => digest(key)),
      ]),
    );
    const counters = new Map(rows.map((row) => [row.key, row]));
    return [...counted, ...watched].map((limit) => {
      const counter = counters.get(digest(limit.key));
      if (counter === undefined) return { limit, count: 0, resetSeconds: limit.windowSeconds };
      const resetSeconds = Math.ceil((counter.resetsAt.getTime() - at.getTime()) / 1000);
      return { limit, count: counter.count, resetSeconds };
    });
  }

  async release(limits: readonly AttemptLimit[]): Promise<void> {
    const keys = limits.map(({ key }) => digest(key));
    await this.database.standalone((manager) => manager.query(takeBack, [keys]));
  }
}

export function digest(key: string): string {
  return hash('sha256', key, 'base64url');
}

const countAttempts = prepared(`
  WITH counted AS (
    INSERT INTO login_attempts AS stored (key, count, resets_at)
    SELECT key, 1, $3::timestamptz + make_interval(secs => seconds)
    FROM unnest($1::text[], $2::integer[]) AS attempt (key, seconds)
    ORDER BY key COLLATE "C"
    ON CONFLICT (key) DO UPDATE SET
      count = CASE WHEN stored.resets_at > $3 THEN stored.count + 1 ELSE 1 END,
      resets_at = CASE WHEN stored.resets_at > $3 THEN stored.resets_at ELSE excluded.resets_at END
    RETURNING key, count, resets_at
  )
  SELECT key, count, resets_at AS "resetsAt" FROM counted
  UNION ALL
  SELECT key, count, resets_at FROM login_attempts WHERE key = ANY ($4::text[]) AND resets_at > $3`);

const takeBack = prepared(`
  WITH locked AS (SELECT key FROM login_attempts WHERE key = ANY ($1) ORDER BY key FOR UPDATE)
  UPDATE login_attempts SET count = greatest(count - 1, 0)
  FROM locked WHERE login_attempts.key = locked.key`);

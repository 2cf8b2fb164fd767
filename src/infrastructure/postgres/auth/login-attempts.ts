import { hash } from 'node:crypto';
import { type AttemptCount, type LoginAttempts, pendingSeconds } from '#application/auth/login-attempts.js';
import type { AttemptLimit } from '#domain/auth/lockout-policy.js';
import type { Database } from '../database.js';

interface Counter {
  readonly key: string;
  readonly failures: number;
  readonly pending: number;
  readonly resetSeconds: number;
}

/**
 * Every statement takes its rows in the order of their keys, so that two cannot wait for each other. What was typed
 * into a form is stored as a digest only: it may be anything, even a password in the wrong field.
 */
export class TypeOrmLoginAttempts implements LoginAttempts {
  constructor(private readonly database: Database) {}

  async reserve(limits: readonly AttemptLimit[]): Promise<readonly AttemptCount[]> {
    const most = limits.map(({ limit }) => limit);
    for (;;) {
      const rows: (Counter | { key: string; failures: null })[] = await this.database.standalone((manager) =>
        manager.query(reserveRoom, [keysOf(limits), secondsOf(limits), most]),
      );
      const full = rows.filter((row) => row.failures !== null);
      if (full.length > 0) return countsOf(limits, full);
      if (rows.length === limits.length) return [];
      // A counter became full while the statement waited for it: it is seen to be when it is looked at again.
      await this.#takeBack(rows.map(({ key }) => key));
    }
  }

  async release(limits: readonly AttemptLimit[]): Promise<void> {
    await this.#takeBack(keysOf(limits));
  }

  async fail(limits: readonly AttemptLimit[]): Promise<readonly AttemptCount[]> {
    const rows: Counter[] = await this.database.standalone((manager) =>
      manager.query(countFailure, [keysOf(limits), secondsOf(limits)]),
    );
    return countsOf(limits, rows);
  }

  async look(limits: readonly AttemptLimit[]): Promise<readonly AttemptCount[]> {
    const rows: Counter[] = await this.database.standalone((manager) =>
      manager.query(selectCounters, [keysOf(limits)]),
    );
    return countsOf(limits, rows);
  }

  async forgetAll(): Promise<void> {
    await this.database.standalone((manager) => manager.query('DELETE FROM login_attempts'));
  }

  async #takeBack(keys: readonly string[]): Promise<void> {
    await this.database.standalone((manager) => manager.query(takeBack, [keys]));
  }
}

function keysOf(limits: readonly AttemptLimit[]): string[] {
  return limits.map(({ key }) => hash('sha256', key, 'base64url'));
}

function secondsOf(limits: readonly AttemptLimit[]): number[] {
  return limits.map(({ windowSeconds }) => windowSeconds);
}

/** In the order of the limits. */
function countsOf(limits: readonly AttemptLimit[], counters: readonly Counter[]): readonly AttemptCount[] {
  const keys = keysOf(limits);
  return limits.flatMap((limit, index) => {
    const found = counters.filter(({ key }) => key === keys[index]);
    return found.map(({ failures, pending, resetSeconds }) => ({ limit, failures, pending, resetSeconds }));
  });
}

/**
 * Everybody behind one address shares a row, and each holds it until the commit. This one does not wait for the disk:
 * when the server crashes, attempts of the last moments that were pending are forgotten. Failures are not.
 */
const withoutDelay = `set_config('synchronous_commit', 'off', true)`;

/** Those that a process has left behind when it was killed count no more. */
const alive = (row: string) => `CASE WHEN ${row}.pending_until > now() THEN ${row}.pending ELSE 0 END`;
const pendingUntil = `now() + make_interval(secs => ${pendingSeconds})`;

/** Times are stored in milliseconds. */
const counter = (row: string) => `
  key, count AS failures, ${alive(row)} AS pending,
  ceil(extract(epoch FROM resets_at - now()::timestamptz(3)))::integer AS "resetSeconds"`;

const selectCounters = `
  SELECT ${counter('stored')} FROM login_attempts AS stored WHERE key = ANY ($1::text[]) AND resets_at > now()`;

/**
 * What is full when the statement begins, which is where the guesses of a storm end, is refused without a write. The
 * condition of the update sees what was committed while the statement waited for the row.
 */
const reserveRoom = `
  WITH filled AS (
    SELECT ${counter('stored')} FROM login_attempts AS stored
    WHERE key = ANY ($1::text[]) AND resets_at > now()
      AND count + ${alive('stored')} >= ($3::integer[])[array_position($1::text[], key)]
  ), reserved AS (
    INSERT INTO login_attempts AS stored (key, count, pending, pending_until, resets_at)
    SELECT key, 0, 1, ${pendingUntil}, now() + make_interval(secs => seconds)
    FROM unnest($1::text[], $2::integer[]) AS attempt (key, seconds), ${withoutDelay}
    WHERE NOT EXISTS (SELECT FROM filled)
    ORDER BY key COLLATE "C"
    ON CONFLICT (key) DO UPDATE SET
      count = CASE WHEN stored.resets_at > now() THEN stored.count ELSE 0 END,
      pending = CASE WHEN stored.resets_at > now() THEN ${alive('stored')} ELSE 0 END + 1,
      pending_until = excluded.pending_until,
      resets_at = CASE WHEN stored.resets_at > now() THEN stored.resets_at ELSE excluded.resets_at END
    WHERE stored.resets_at <= now()
      OR stored.count + ${alive('stored')} < ($3::integer[])[array_position($1::text[], stored.key)]
    RETURNING key
  )
  SELECT * FROM filled UNION ALL SELECT key, NULL, NULL, NULL FROM reserved`;

const countFailure = `
  INSERT INTO login_attempts AS stored (key, count, pending, pending_until, resets_at)
  SELECT key, 1, 0, ${pendingUntil}, now() + make_interval(secs => seconds)
  FROM unnest($1::text[], $2::integer[]) AS attempt (key, seconds)
  ORDER BY key COLLATE "C"
  ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN stored.resets_at > now() THEN stored.count + 1 ELSE 1 END,
    pending = CASE WHEN stored.resets_at > now() THEN greatest(stored.pending - 1, 0) ELSE 0 END,
    resets_at = CASE
      WHEN stored.resets_at > now() AND stored.count > 0 THEN stored.resets_at
      ELSE excluded.resets_at
    END
  RETURNING ${counter('stored')}`;

/** By an array: joined with them, PostgreSQL would read a table that it takes for small from end to end. */
const takeBack = `
  WITH locked AS (
    SELECT key FROM login_attempts, ${withoutDelay} WHERE key = ANY ($1::text[]) ORDER BY key FOR UPDATE OF login_attempts
  )
  UPDATE login_attempts SET pending = greatest(pending - 1, 0) WHERE key = ANY (ARRAY(SELECT key FROM locked))`;

import { eventList } from './schema.js';

const ownLease = 'name = $1 AND owner = $2';
const aliveUntil = "lease_until = clock_timestamp() + $3 * interval '1 millisecond'";
const noFailure = 'retry_at = NULL, last_error = NULL';
const nobodys = 'owner = NULL, lease_until = NULL';

/** So far a subscription may lie behind events that do not concern it, before its position is moved past them. */
const idleDistance = 1_000;

const isReady = '(retry_at IS NULL OR retry_at <= clock_timestamp())';

/** Whether a row of `event_subscriptions` has something to do. @param names of its events, or null. */
const isDueNow = (names: string) => `(
  ${isReady}
    AND (SELECT max(events.position) FROM events) > event_subscriptions.position
    AND (
      EXISTS (
        SELECT FROM events
        WHERE events.position > event_subscriptions.position AND events.position <= (SELECT event_log_end())
          AND (${names} IS NULL OR events.name = ANY (${names}))
      )
      OR event_log_end() - event_subscriptions.position >= ${idleDistance}
    )
  OR EXISTS (SELECT FROM event_dead_letters WHERE subscription = event_subscriptions.name AND is_due)
)`;

export const register = `
  INSERT INTO event_subscriptions (name, position)
  SELECT name, CASE start WHEN 'now' THEN event_log_end() ELSE 0 END
  FROM jsonb_to_recordset($1::jsonb) AS given (name text, start text)
  ON CONFLICT DO NOTHING`;

/** $1: the names of subscriptions, and of their events. */
export const due = `
  SELECT event_subscriptions.name
  FROM event_subscriptions JOIN jsonb_to_recordset($1::jsonb) AS given (name text, events text[]) USING (name)
  WHERE ${isDueNow('given.events')}`;

/**
 * `event_log_end` is told to the next statement, which reads up to there: what this one sees may be older than it.
 * A row that is locked is in use; one with nothing to do is not even locked.
 */
export const claim = `
  UPDATE event_subscriptions SET
    owner = $3, lease_until = clock_timestamp() + $4 * interval '1 millisecond',
    attempts = event_subscriptions.attempts + (free.former IS NOT NULL)::integer,
    last_error = CASE WHEN free.former IS NULL THEN last_error ELSE $5 END
  FROM (
    SELECT name, owner AS former, ${isReady} AS "isReady" FROM event_subscriptions
    WHERE name = $1 AND (owner IS NULL OR lease_until < clock_timestamp()) AND ${isDueNow('$2::text[]')}
    FOR NO KEY UPDATE SKIP LOCKED
  ) AS free
  WHERE event_subscriptions.name = free.name
  RETURNING position::float8 AS position, attempts, event_log_end()::float8 AS end, former IS NOT NULL AS "isTakenOver", "isReady"`;

export const readAll = `SELECT ${eventList} FROM events WHERE position > $1 AND position <= $2 ORDER BY events.position LIMIT $3`;
export const readNamed = `SELECT ${eventList} FROM events WHERE position > $1 AND position <= $2 AND name = ANY ($4)
   ORDER BY events.position LIMIT $3`;

export const hold = `SELECT FROM event_subscriptions WHERE ${ownLease} FOR NO KEY UPDATE`;

export const renew = `UPDATE event_subscriptions SET ${aliveUntil} WHERE ${ownLease}`;

export const release = `UPDATE event_subscriptions SET ${nobodys} WHERE ${ownLease}`;

export const move = `UPDATE event_subscriptions SET position = $4, attempts = 0, ${noFailure}, ${aliveUntil} WHERE ${ownLease}`;

export const finish = `UPDATE event_subscriptions SET position = $3, attempts = 0, ${noFailure}, ${nobodys} WHERE ${ownLease}`;

export const postpone = `
  UPDATE event_subscriptions SET attempts = $3, last_error = $4, ${nobodys},
    retry_at = clock_timestamp() + $5 * interval '1 millisecond'
  WHERE ${ownLease}`;

export const park = `
  WITH passed AS (
    UPDATE event_subscriptions SET position = $4, attempts = 0, ${noFailure}, ${aliveUntil} WHERE ${ownLease}
    RETURNING name
  )
  INSERT INTO event_dead_letters (subscription, position, attempts, last_error)
  SELECT name, $4, $5, $6 FROM passed
  ON CONFLICT (subscription, position) DO UPDATE
    SET attempts = excluded.attempts, last_error = excluded.last_error, is_due = false
  RETURNING position`;

export const dueLetters = `
  SELECT ${eventList}, event_dead_letters.attempts
  FROM event_dead_letters JOIN events USING (position)
  WHERE subscription = $1 AND is_due ORDER BY events.position LIMIT $2`;

export const settle = 'DELETE FROM event_dead_letters WHERE subscription = $1 AND position = $2';

export const keep = `
  UPDATE event_dead_letters SET is_due = false, attempts = $3, last_error = $4
  WHERE subscription = $1 AND position = $2`;

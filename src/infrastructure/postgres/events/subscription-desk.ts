import type { StoredEvent } from '#application/events/stored-event.js';
import { eventNamesOf, type Subscription } from '#application/events/subscription.js';
import type {
  DeadLetter,
  SubscriptionDesk,
  SubscriptionStatus,
} from '#application/events/subscription-desk.js';
import type { Database } from '../database.js';
import { eventList } from './schema.js';

export class TypeOrmSubscriptionDesk implements SubscriptionDesk {
  constructor(private readonly database: Database) {}

  async list(known: readonly Subscription[]): Promise<readonly SubscriptionStatus[]> {
    const given = known.map((each) => ({ name: each.name, start: each.start, events: eventNamesOf(each) }));
    return this.database.read((manager) => manager.query(selectStatus, [JSON.stringify(given)]));
  }

  deadLetters(subscription: string, after: number, limit: number): Promise<readonly DeadLetter[]> {
    return this.#letters(selectDeadLetters, [subscription, after, limit]);
  }

  async findDeadLetter(subscription: string, eventId: string): Promise<DeadLetter | null> {
    const [letter] = await this.#letters(selectDeadLetter, [subscription, eventId]);
    return letter ?? null;
  }

  retry(subscription: string, eventId: string | null): Promise<number> {
    return this.#count(markDue, [subscription, eventId]);
  }

  async discard(subscription: string, eventId: string): Promise<boolean> {
    return (await this.#count(deleteDeadLetter, [subscription, eventId])) === 1;
  }

  async replay(subscription: string, since: Date | null): Promise<number | null> {
    const [row]: { position: number }[] = await this.database.standalone((manager) =>
      manager.query(moveBack, [subscription, since]),
    );
    return row?.position ?? null;
  }

  async #letters(statement: string, parameters: unknown[]): Promise<readonly DeadLetter[]> {
    const rows: (StoredEvent & Omit<DeadLetter, 'event'>)[] = await this.database.read((manager) =>
      manager.query(statement, parameters),
    );
    return rows.map(({ parkedAt, attempts, lastError, isDue, ...event }) => {
      return { event, parkedAt, attempts, lastError, isDue };
    });
  }

  /** Of rows that are updated or deleted. */
  async #count(statement: string, parameters: unknown[]): Promise<number> {
    const [, count]: [unknown, number] = await this.database.standalone((manager) =>
      manager.query(statement, parameters),
    );
    return count;
  }
}

/** $1: the subscriptions that are known. One that has not begun is where it will begin. */
const selectStatus = `
  WITH known AS (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS known (name text, start text, events jsonb)
  ), subscriptions AS (
    SELECT name, position, owner, lease_until, attempts, retry_at, last_error FROM event_subscriptions
    UNION ALL
    SELECT name, CASE start WHEN 'now' THEN event_log_end() ELSE 0 END, NULL, NULL, 0, NULL, NULL
    FROM known WHERE name NOT IN (SELECT name FROM event_subscriptions)
  )
  SELECT name, position::float8 AS position, owner, lease_until AS "leaseUntil", attempts, retry_at AS "retryAt",
    last_error AS "lastError", lag, extract(epoch FROM clock_timestamp() - oldest)::float8 AS "oldestUnhandledSeconds",
    (SELECT count(*)::integer FROM event_dead_letters WHERE subscription = subscriptions.name) AS "deadLetters"
  FROM subscriptions LEFT JOIN known USING (name), LATERAL (
    SELECT count(*)::integer AS lag, min(appended_at) AS oldest FROM events
    WHERE events.position > subscriptions.position AND coalesce(known.events ? events.name, true)
  ) AS unhandled
  ORDER BY name COLLATE "C"`;

const deadLetters = `
  SELECT ${eventList}, parked_at AS "parkedAt", attempts, last_error AS "lastError", is_due AS "isDue"
  FROM event_dead_letters JOIN events USING (position)
  WHERE subscription = $1`;

const selectDeadLetter = `${deadLetters} AND events.id = $2`;

const selectDeadLetters = `${deadLetters}
  AND position > $2 ORDER BY events.position LIMIT $3`;

const ofEvent = 'position = (SELECT position FROM events WHERE id = $2)';

const markDue = `
  UPDATE event_dead_letters SET is_due = true WHERE subscription = $1 AND ($2::uuid IS NULL OR ${ofEvent})`;

const deleteDeadLetter = `DELETE FROM event_dead_letters WHERE subscription = $1 AND ${ofEvent}`;

/** Without an owner, whoever is at work on it finds that it has been moved. */
const moveBack = `
  WITH since AS (
    SELECT position FROM events WHERE $2::timestamptz IS NULL OR appended_at >= $2 ORDER BY position LIMIT 1
  ), moved AS (
    UPDATE event_subscriptions SET
      position = least(position, (SELECT position - 1 FROM since)),
      attempts = 0, retry_at = NULL, last_error = NULL, owner = NULL, lease_until = NULL
    WHERE name = $1 RETURNING name, position
  ), forgotten AS (
    DELETE FROM event_dead_letters USING moved
    WHERE subscription = name AND event_dead_letters.position > moved.position
  )
  SELECT position::float8 AS position FROM moved`;

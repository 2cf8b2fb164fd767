import type { ClaimedEvent, OutboxStore } from '#infrastructure/events/outbox-store.js';
import { selectList } from '../columns.js';
import type { Database } from '../database.js';
import { type EventRow, eventColumns, toStoredEvent } from './mapper.js';
import { outboxSchema } from './schema.js';

/**
 * Each statement commits by itself. One that is lost with its connection is made good by the lease, which
 * ends, and the handlers, which bear to be told twice.
 */
export class TypeOrmOutboxStore implements OutboxStore {
  constructor(private readonly database: Database) {}

  async claim(limit: number, now: Date, leaseEnd: Date): Promise<readonly ClaimedEvent[]> {
    const [rows]: [(EventRow & { attempts: number })[], number] = await this.database.standalone((manager) =>
      manager.query(claimDue, [now, leaseEnd, limit]),
    );
    return rows
      .map((row) => ({ event: toStoredEvent(row), attempt: row.attempts }))
      .sort((a, b) => (a.event.id < b.event.id ? -1 : 1));
  }

  async markDelivered(ids: readonly string[], at: Date): Promise<void> {
    await this.#execute(setDelivered, [ids, at]);
  }

  async retryAt({ event, attempt }: ClaimedEvent, at: Date, error: string): Promise<void> {
    await this.#execute(`UPDATE outbox SET next_attempt_at = $3, last_error = $4 ${stillClaimed}`, [
      event.id,
      attempt,
      at,
      error,
    ]);
  }

  async park({ event, attempt }: ClaimedEvent, at: Date, error: string): Promise<void> {
    await this.#execute(`UPDATE outbox SET parked_at = $3, last_error = $4 ${stillClaimed}`, [
      event.id,
      attempt,
      at,
      error,
    ]);
  }

  async release(claimed: readonly ClaimedEvent[], now: Date): Promise<void> {
    const ids = claimed.map(({ event }) => event.id);
    const attempts = claimed.map(({ attempt }) => attempt);
    await this.#execute(giveBack, [ids, attempts, now]);
  }

  async #execute(sql: string, parameters: unknown[]): Promise<void> {
    await this.database.standalone((manager) => manager.query(sql, parameters));
  }
}

/** Not by another relay, which would have counted an attempt, nor delivered by it. */
const stillClaimed = 'WHERE id = $1 AND attempts = $2 AND delivered_at IS NULL AND parked_at IS NULL';

const setDelivered = `UPDATE outbox SET delivered_at = $2, last_error = NULL WHERE id = ANY ($1::uuid[]) AND parked_at IS NULL`;

const claimDue = `
  UPDATE outbox SET attempts = attempts + 1, next_attempt_at = $2
  WHERE id IN (
    SELECT id FROM outbox
    WHERE delivered_at IS NULL AND parked_at IS NULL AND next_attempt_at <= $1
    ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED
  )
  RETURNING ${selectList(outboxSchema, eventColumns)}, attempts`;

const giveBack = `
  UPDATE outbox SET attempts = outbox.attempts - 1, next_attempt_at = $3
  FROM unnest($1::uuid[], $2::integer[]) AS claimed (id, attempts)
  WHERE outbox.id = claimed.id AND outbox.attempts = claimed.attempts
    AND delivered_at IS NULL AND parked_at IS NULL`;

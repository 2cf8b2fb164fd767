import type { HousekeepingStore } from '../shared/housekeeping-store.js';
import type { Database } from './database.js';

/** Rows that somebody else holds are left for the next run. */
export class TypeOrmHousekeepingStore implements HousekeepingStore {
  constructor(private readonly database: Database) {}

  /**
   * By their absolute limit, not the idle one: that changes with every use, and an index on it would make
   * each use more expensive.
   */
  async deleteSessions(before: Date, limit: number): Promise<number> {
    const ended = await this.#delete('sessions', 'id', 'ended_at < $1', before, limit);
    if (ended === limit) return ended;
    return ended + (await this.#delete('sessions', 'id', 'expires_at < $1', before, limit - ended));
  }

  async deleteHandledEvents(retentionHours: number, limit: number): Promise<number> {
    const [, deleted]: [unknown, number] = await this.database.standalone((manager) =>
      manager.query(deleteHandledEvents, [retentionHours, limit]),
    );
    return deleted;
  }

  deleteLoginAttempts(before: Date, limit: number): Promise<number> {
    return this.#delete('login_attempts', 'key', 'resets_at <= $1', before, limit);
  }

  async #delete(table: string, key: string, condition: string, before: Date, limit: number): Promise<number> {
    const [, deleted]: [unknown, number] = await this.database.standalone((manager) =>
      manager.query(
        `DELETE FROM ${table} WHERE ${key} IN (
          SELECT ${key} FROM ${table} WHERE ${condition} LIMIT $2 FOR UPDATE SKIP LOCKED
        )`,
        [before, limit],
      ),
    );
    return deleted;
  }
}

/** Looks at the first `limit` of the log only: they are the oldest. */
const deleteHandledEvents = `
  DELETE FROM events WHERE position IN (
    SELECT position FROM (
      SELECT position, appended_at FROM events
      WHERE position <= (SELECT min(position) FROM event_subscriptions)
        AND NOT EXISTS (SELECT FROM event_dead_letters WHERE event_dead_letters.position = events.position)
      ORDER BY position LIMIT $2 FOR UPDATE SKIP LOCKED
    ) AS first
    WHERE appended_at < clock_timestamp() - $1 * interval '1 hour'
  )`;

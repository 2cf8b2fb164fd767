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

  deleteDeliveredEvents(before: Date, limit: number): Promise<number> {
    return this.#delete('outbox', 'id', 'delivered_at < $1', before, limit);
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

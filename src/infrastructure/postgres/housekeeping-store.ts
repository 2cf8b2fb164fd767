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
    const ended = await this.#delete('sessions', 'id', 'ended_at < $2', [before], limit);
    if (ended === limit) return ended;
    return ended + (await this.#delete('sessions', 'id', 'expires_at < $2', [before], limit - ended));
  }

  deleteDeliveredEvents(before: Date, limit: number): Promise<number> {
    return this.#delete('outbox', 'id', 'delivered_at < $2', [before], limit);
  }

  deleteLoginAttempts(limit: number): Promise<number> {
    return this.#delete('login_attempts', 'key', 'resets_at <= now()', [], limit);
  }

  /** @param values from $2 on. */
  async #delete(
    table: string,
    key: string,
    condition: string,
    values: readonly unknown[],
    limit: number,
  ): Promise<number> {
    const [, deleted]: [unknown, number] = await this.database.standalone((manager) =>
      manager.query(
        `DELETE FROM ${table} WHERE ${key} IN (
          SELECT ${key} FROM ${table} WHERE ${condition} LIMIT $1 FOR UPDATE SKIP LOCKED
        )`,
        [limit, ...values],
      ),
    );
    return deleted;
  }
}

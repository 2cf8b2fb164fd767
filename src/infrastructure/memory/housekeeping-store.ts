import type { Clock } from '#application/shared/clock.js';
import type { HousekeepingStore } from '../shared/housekeeping-store.js';
import type { MemoryDatabase } from './database.js';
import type { MemoryTable } from './table.js';

export class MemoryHousekeepingStore implements HousekeepingStore {
  constructor(
    private readonly database: MemoryDatabase,
    private readonly clock: Clock,
  ) {}

  async deleteSessions(before: Date, limit: number): Promise<number> {
    return remove(
      this.database.sessions,
      ({ id }) => id,
      ({ endedAt, expiresAt }) => (endedAt !== null && endedAt < before) || expiresAt < before,
      limit,
    );
  }

  async deleteDeliveredEvents(before: Date, limit: number): Promise<number> {
    return remove(
      this.database.outbox,
      ({ event }) => event.id,
      ({ deliveredAt }) => deliveredAt !== null && deliveredAt < before,
      limit,
    );
  }

  async deleteLoginAttempts(limit: number): Promise<number> {
    const now = this.clock.now();
    return remove(
      this.database.loginAttempts,
      ({ key }) => key,
      ({ resetsAt }) => resetsAt <= now,
      limit,
    );
  }
}

function remove<Row extends object>(
  table: MemoryTable<Row>,
  keyOf: (row: Row) => string,
  isOver: (row: Row) => boolean,
  limit: number,
): number {
  const rows = table.all().filter(isOver).slice(0, limit);
  for (const row of rows) table.delete(keyOf(row));
  return rows.length;
}

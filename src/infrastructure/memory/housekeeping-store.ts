import type { HousekeepingStore } from '../shared/housekeeping-store.js';
import type { MemoryDatabase } from './database.js';
import type { MemoryTable } from './table.js';

export class MemoryHousekeepingStore implements HousekeepingStore {
  constructor(private readonly database: MemoryDatabase) {}

  async deleteSessions(before: Date, limit: number): Promise<number> {
    return remove(
      this.database.sessions,
      ({ id }) => id,
      ({ endedAt, expiresAt }) => (endedAt !== null && endedAt < before) || expiresAt < before,
      limit,
    );
  }

  async deleteHandledEvents(retentionHours: number, limit: number): Promise<number> {
    const { events, subscriptions, deadLetters } = this.database;
    const before = Date.now() - retentionHours * 3_600_000;
    const positions = subscriptions.all().map(({ position }) => position);
    const passed = positions.length === 0 ? 0 : Math.min(...positions);
    const parked = new Set(deadLetters.all().map(({ position }) => position));
    return remove(
      events,
      ({ event }) => String(event.position),
      ({ event: { position }, appendedAt }) =>
        position <= passed && !parked.has(position) && appendedAt.getTime() < before,
      limit,
    );
  }

  async deleteLoginAttempts(before: Date, limit: number): Promise<number> {
    return remove(
      this.database.loginAttempts,
      ({ key }) => key,
      ({ resetsAt }) => resetsAt <= before,
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
  const rows = table.where(isOver).slice(0, limit);
  for (const row of rows) table.delete(keyOf(row));
  return rows.length;
}

import type { Clock } from '#application/shared/clock.js';
import type { Retention } from '#application/shared/retention.js';
import type { MemoryDatabase } from '../database.js';
import { memoryRetention } from '../retention.js';
import { deadLetterTable, eventTable, moveLogStart, subscriptionTable } from './tables.js';

/**
 * Events that every subscription has passed, and that are nobody's dead letter. Readers outside are told from where on
 * the log is whole.
 */
export function eventRetention(database: MemoryDatabase, clock: Clock): Retention {
  const events = database.table(eventTable);
  const removal = memoryRetention(events, clock, ({ event: { position }, appendedAt }, before) => {
    const subscriptions = database.table(subscriptionTable).all();
    const isPassed = subscriptions.length > 0 && subscriptions.every((each) => position <= each.position);
    const isParked = database.table(deadLetterTable).where(({ event }) => event.position === position);
    return isPassed && isParked.length === 0 && appendedAt < before;
  });
  return {
    async deleteOverFor(seconds, limit) {
      const before = positionsOf(database);
      const count = await removal.deleteOverFor(seconds, limit);
      const kept = new Set(positionsOf(database));
      const deleted = before.filter((position) => !kept.has(position));
      if (deleted.length > 0) moveLogStart(database, Math.max(...deleted));
      return count;
    },
  };
}

function positionsOf(database: MemoryDatabase): readonly number[] {
  return database
    .table(eventTable)
    .all()
    .map(({ event }) => event.position);
}

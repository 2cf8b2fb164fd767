import type { Clock } from '#application/shared/clock.js';
import type { Retention } from '#application/shared/retention.js';
import type { MemoryDatabase } from '../database.js';
import { memoryRetention } from '../retention.js';
import { deadLetterTable, eventTable, subscriptionTable } from './tables.js';

/** Events that every subscription has passed, and that are nobody's dead letter. */
export function eventRetention(database: MemoryDatabase, clock: Clock): Retention {
  return memoryRetention(database.table(eventTable), clock, ({ event: { position }, appendedAt }, before) => {
    const subscriptions = database.table(subscriptionTable).all();
    const isPassed = subscriptions.length > 0 && subscriptions.every((each) => position <= each.position);
    const isParked = database.table(deadLetterTable).where(({ event }) => event.position === position);
    return isPassed && isParked.length === 0 && appendedAt < before;
  });
}

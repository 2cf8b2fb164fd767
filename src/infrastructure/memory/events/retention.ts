import type { Clock } from '#application/shared/clock.js';
import type { MemoryDatabase } from '../database.js';
import { MemoryRetention } from '../retention.js';
import { deadLetterTable, eventTable, type LoggedEvent, subscriptionTable } from './tables.js';

/** Events that every subscription has passed, and that are nobody's dead letter. */
export function eventRetention(database: MemoryDatabase, clock: Clock): MemoryRetention<LoggedEvent> {
  const subscriptions = database.table(subscriptionTable);
  const deadLetters = database.table(deadLetterTable);
  return new MemoryRetention(
    database.table(eventTable),
    ({ event }) => String(event.position),
    ({ event: { position }, appendedAt }, before) => {
      const passed = subscriptions.all().every((subscription) => position <= subscription.position);
      const isParked = deadLetters.all().some((letter) => letter.position === position);
      return passed && subscriptions.all().length > 0 && !isParked && appendedAt < before;
    },
    clock,
  );
}

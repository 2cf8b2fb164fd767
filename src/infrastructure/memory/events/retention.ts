import type { Clock } from '#application/shared/clock.js';
import type { MemoryDatabase } from '../database.js';
import { MemoryRetention } from '../retention.js';
import { deadLetterTable, eventTable, type LoggedEvent, subscriptionTable } from './tables.js';

/** Events that every subscription has passed, and that are nobody's dead letter. */
export function eventRetention(database: MemoryDatabase, clock: Clock): MemoryRetention<LoggedEvent> {
  const isOver = ({ event: { position }, appendedAt }: LoggedEvent, before: Date) => {
    const subscriptions = database.table(subscriptionTable).all();
    const isPassed = subscriptions.length > 0 && subscriptions.every((each) => position <= each.position);
    const isParked = database.table(deadLetterTable).where(({ event }) => event.position === position);
    return isPassed && isParked.length === 0 && appendedAt < before;
  };
  return new MemoryRetention(database.table(eventTable), isOver, clock);
}

import type { Clock } from '#application/shared/clock.js';
import type { LoggedEvent, MemoryDatabase } from '../database.js';
import { MemoryRetention } from '../retention.js';

/** Events that every subscription has passed, and that are nobody's dead letter. */
export function eventRetention(
  { events, subscriptions, deadLetters }: MemoryDatabase,
  clock: Clock,
): MemoryRetention<LoggedEvent> {
  return new MemoryRetention(
    events,
    ({ event }) => String(event.position),
    ({ event: { position }, appendedAt }, before) => {
      const passed = subscriptions.all().every((subscription) => position <= subscription.position);
      const isParked = deadLetters.all().some((letter) => letter.position === position);
      return passed && subscriptions.all().length > 0 && !isParked && appendedAt < before;
    },
    clock,
  );
}

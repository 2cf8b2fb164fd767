import type { StoredEvent } from '#application/events/stored-event.js';
import { dayOf } from '#domain/activity/day-range.js';
import { signInLocked } from '#domain/auth/events.js';
import type { EventDescription } from '#domain/shared/domain-event.js';
import type { UserId } from '#domain/shared/ids.js';
import { userLoggedIn } from '#domain/users/events.js';
import type { CountedDay } from './sign-in-activity.js';

/** Single failures are in the audit log only: they are no events, and may be about nobody. */
export const countedEvents: readonly EventDescription[] = [userLoggedIn, signInLocked];

/** One entry for each user and day, sorted by user. */
export function countedDays(events: readonly StoredEvent[]): readonly CountedDay[] {
  const days = new Map<string, CountedDay>();
  for (const event of events) {
    if (
      !countedEvents.some(({ eventName, version }) => eventName === event.name && version === event.version)
    ) {
      continue;
    }
    const userId = event.subjectId as UserId;
    const day = dayOf(event.occurredAt);
    const key = `${userId} ${day}`;
    const counted = days.get(key) ?? { userId, day, signIns: 0, lockouts: 0, userAgents: [] };
    days.set(key, add(counted, event));
  }
  return [...days.values()].sort((one, other) => (one.userId < other.userId ? -1 : 1));
}

function add(counted: CountedDay, { name, userAgent }: StoredEvent): CountedDay {
  if (name === signInLocked.eventName) return { ...counted, lockouts: counted.lockouts + 1 };
  const isNew = userAgent !== null && !counted.userAgents.includes(userAgent);
  const userAgents = isNew ? [...counted.userAgents, userAgent] : counted.userAgents;
  return { ...counted, signIns: counted.signIns + 1, userAgents };
}

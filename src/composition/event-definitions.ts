import * as sessionEvents from '#domain/sessions/events.js';
import type { EventDescription } from '#domain/shared/domain-event.js';
import * as userEvents from '#domain/users/events.js';

/** All that may be appended to the log. */
export const eventDefinitions: readonly EventDescription[] = [
  ...Object.values(sessionEvents),
  ...Object.values(userEvents),
];

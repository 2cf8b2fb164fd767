import type { StoredEvent } from '#application/events/stored-event.js';

/** Is told by the event appender, within the transaction, of what was just appended. */
export interface AppendedEvents {
  appended(events: readonly StoredEvent[]): Promise<void>;
}

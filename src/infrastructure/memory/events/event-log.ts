import type { StoredEvent } from '#application/events/stored-event.js';
import type { EventLog, NewEvent } from '#infrastructure/events/event-appender.js';
import type { MemoryDatabase } from '../database.js';
import { eventTable } from './tables.js';

export class MemoryEventLog implements EventLog {
  #lastPosition = 0;

  constructor(private readonly database: MemoryDatabase) {}

  /** What is rolled back leaves a gap between positions. */
  async append(events: readonly NewEvent[]): Promise<StoredEvent[]> {
    return this.database.write(() => events.map((event) => this.#append(event)));
  }

  #append(event: NewEvent): StoredEvent {
    this.#lastPosition += 1;
    const stored = { ...event, position: this.#lastPosition };
    this.database.table(eventTable).set(String(stored.position), { event: stored, appendedAt: new Date() });
    return stored;
  }
}

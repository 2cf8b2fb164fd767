import type { StoredEvent } from '#application/events/stored-event.js';
import type { LoggedEvents } from '#application/webhooks/logged-events.js';
import type { MemoryDatabase } from '../database.js';
import { eventTable } from '../events/tables.js';

export class MemoryLoggedEvents implements LoggedEvents {
  constructor(private readonly database: MemoryDatabase) {}

  async between(from: Date, to: Date, behind: number, limit: number): Promise<readonly StoredEvent[]> {
    return this.database
      .table(eventTable)
      .where(
        ({ event: { position, occurredAt } }) => position > behind && occurredAt >= from && occurredAt < to,
      )
      .slice(0, limit)
      .map(({ event }) => event);
  }
}

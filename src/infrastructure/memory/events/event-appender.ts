import type { EventCatalogue } from '#application/events/event-catalogue.js';
import type { StoredEvent } from '#application/events/stored-event.js';
import type { IdGenerator } from '#application/shared/id-generator.js';
import type { DomainEvent } from '#domain/shared/domain-event.js';
import type { EventSignal } from '#infrastructure/events/event-signal.js';
import { toNewEvents } from '#infrastructure/events/stored-events.js';
import type { AppendedEvents } from '#infrastructure/shared/appended-events.js';
import type { MemoryDatabase } from '../database.js';
import { eventTable } from './tables.js';

/** Appends events to the log in the transaction that caused them. @public */
export class MemoryEventAppender {
  constructor(
    private readonly database: MemoryDatabase,
    private readonly ids: IdGenerator,
    private readonly catalogue: EventCatalogue,
    private readonly signal: EventSignal,
    private readonly listeners: readonly AppendedEvents[],
  ) {}

  /** @throws Error outside a unit of work, and for an event that no feature lists. */
  async append(events: readonly DomainEvent[]): Promise<void> {
    if (events.length === 0) return;
    const transaction = this.database.transaction.require();
    const context = this.database.transaction.context();
    const stored: StoredEvent[] = [];
    this.database.write(() => {
      for (const event of toNewEvents(events, context, this.ids, this.catalogue)) {
        const position = this.database.nextPosition();
        stored.push({ ...event, position });
        this.database
          .table(eventTable)
          .set(String(position), { event: { ...event, position }, appendedAt: new Date() });
      }
    });
    transaction.afterCommit.push(() => this.signal.raise());
    for (const listener of this.listeners) await listener.appended(stored);
  }
}

import type { IdGenerator } from '#application/shared/id-generator.js';
import type { DomainEvent } from '#domain/shared/domain-event.js';
import type { OutboxSignal } from '#infrastructure/events/outbox-signal.js';
import { toStoredEvents } from '#infrastructure/events/stored-events.js';
import type { AppendedEvents } from '#infrastructure/shared/appended-events.js';
import type { MemoryDatabase } from '../database.js';

/** Appends events to the outbox in the transaction that caused them. @public */
export class MemoryEventAppender {
  constructor(
    private readonly database: MemoryDatabase,
    private readonly ids: IdGenerator,
    private readonly signal: OutboxSignal,
    private readonly listeners: readonly AppendedEvents[] = [],
  ) {}

  /** @throws Error outside a unit of work, and for an event that is not registered. */
  async append(events: readonly DomainEvent[]): Promise<void> {
    if (events.length === 0) return;
    const transaction = this.database.transaction.require();
    const stored = toStoredEvents(events, this.database.transaction.context(), this.ids);
    this.database.write(() => {
      for (const event of stored) {
        this.database.outbox.set(event.id, {
          event: structuredClone(event),
          attempts: 0,
          nextAttemptAt: event.occurredAt,
          deliveredAt: null,
          parkedAt: null,
          lastError: null,
        });
      }
    });
    for (const listener of this.listeners) await listener.appended(stored);
    transaction.afterCommit.push(() => this.signal.raise());
  }
}

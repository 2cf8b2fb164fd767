import type { IdGenerator } from '#application/shared/id-generator.js';
import type { DomainEvent } from '#domain/shared/domain-event.js';
import type { OutboxSignal } from '#infrastructure/outbox/outbox-signal.js';
import { toStoredEvents } from '#infrastructure/outbox/stored-events.js';
import type { Database } from '../database.js';
import { toRow } from './mapper.js';
import { outboxSchema } from './schema.js';

/** Appends events to the outbox in the transaction that caused them. */
export class EventAppender {
  constructor(
    private readonly database: Database,
    private readonly ids: IdGenerator,
    private readonly signal: OutboxSignal,
  ) {}

  /** @throws Error outside a unit of work, and for an event that is not registered. */
  async append(events: readonly DomainEvent[]): Promise<void> {
    if (events.length === 0) return;
    const transaction = this.database.transaction.require();
    const context = this.database.transaction.context();
    const rows = toStoredEvents(events, context, this.ids).map(toRow);
    await this.database.write((manager) =>
      manager.insert(
        outboxSchema,
        rows.map((row) => ({ ...row, attempts: 0, nextAttemptAt: row.occurredAt })),
      ),
    );
    transaction.afterCommit.push(() => this.signal.raise());
  }
}

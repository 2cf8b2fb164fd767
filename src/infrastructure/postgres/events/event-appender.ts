import type { IdGenerator } from '#application/shared/id-generator.js';
import type { StoredEvent } from '#application/shared/outbox.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { DomainEvent } from '#domain/shared/domain-event.js';
import type { OutboxSignal } from '#infrastructure/events/outbox-signal.js';
import { toStoredEvents } from '#infrastructure/events/stored-events.js';
import type { AppendedEvents } from '#infrastructure/shared/appended-events.js';
import { recordset } from '../columns.js';
import type { Database } from '../database.js';
import { type EventRow, eventColumns, toRow } from './mapper.js';
import { outboxSchema } from './schema.js';

export interface PendingEvents {
  readonly rows: readonly (EventRow & { readonly attempts: number; readonly nextAttemptAt: Date })[];
  /** Once they have been committed. */
  readonly announce: () => Promise<void>;
}

/** Appends events to the outbox in the transaction that caused them. @public */
export class EventAppender {
  constructor(
    private readonly database: Database,
    private readonly ids: IdGenerator,
    private readonly signal: OutboxSignal,
    private readonly listeners: readonly AppendedEvents[] = [],
  ) {}

  /** @throws Error outside a unit of work, and for an event that is not registered. */
  async append(events: readonly DomainEvent[]): Promise<void> {
    if (events.length === 0) return;
    const transaction = this.database.transaction.require();
    const stored = toStoredEvents(events, this.database.transaction.context(), this.ids);
    await this.database.write((manager) => manager.insert(outboxSchema, stored.map(toPendingRow)));
    for (const listener of this.listeners) await listener.appended(stored);
    transaction.afterCommit.push(() => this.signal.raise());
  }

  /** For a statement that inserts them by itself, after which they are to be announced. */
  pending(events: readonly DomainEvent[], context: RequestContext): PendingEvents {
    const stored = toStoredEvents(events, context, this.ids);
    return {
      rows: stored.map(toPendingRow),
      announce: async () => {
        this.signal.raise();
        for (const listener of this.listeners) await listener.appended(stored);
      },
    };
  }
}

function toPendingRow(event: StoredEvent): PendingEvents['rows'][number] {
  return { ...toRow(event), attempts: 0, nextAttemptAt: event.occurredAt };
}

/** Inserts the rows of `pending`, given as a JSON array, provided that the query `condition` has a row. */
export function eventRecordset(parameter: string, condition: string): string {
  const { columns, values, from } = recordset(outboxSchema, eventColumns, parameter);
  return `INSERT INTO outbox (${columns}, next_attempt_at)
    SELECT ${values}, given."occurredAt" FROM ${condition}, ${from}`;
}

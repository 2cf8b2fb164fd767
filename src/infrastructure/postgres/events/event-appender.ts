import type { IdGenerator } from '#application/shared/id-generator.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { DomainEvent } from '#domain/shared/domain-event.js';
import type { OutboxSignal } from '#infrastructure/events/outbox-signal.js';
import { toStoredEvents } from '#infrastructure/events/stored-events.js';
import { recordset } from '../columns.js';
import type { Database } from '../database.js';
import { type EventRow, eventColumns, toRow } from './mapper.js';
import { outboxSchema } from './schema.js';

export interface PendingEvents {
  readonly rows: readonly (EventRow & { readonly attempts: number; readonly nextAttemptAt: Date })[];
  /** Once they have been committed. */
  readonly announce: () => void;
}

/** Appends events to the outbox in the transaction that caused them. @public */
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
    const { rows, announce } = this.pending(events, this.database.transaction.context());
    await this.database.write((manager) => manager.insert(outboxSchema, [...rows]));
    transaction.afterCommit.push(announce);
  }

  /** For a statement that inserts them by itself, after which they are to be announced. */
  pending(events: readonly DomainEvent[], context: RequestContext): PendingEvents {
    const rows = toStoredEvents(events, context, this.ids).map(toRow);
    return {
      rows: rows.map((row) => ({ ...row, attempts: 0, nextAttemptAt: row.occurredAt })),
      announce: () => this.signal.raise(),
    };
  }
}

/** Inserts the rows of `pending`, given as a JSON array, provided that the query `condition` has a row. */
export function eventRecordset(parameter: string, condition: string): string {
  const { columns, values, from } = recordset(outboxSchema, eventColumns, parameter);
  return `INSERT INTO outbox (${columns}, next_attempt_at)
    SELECT ${values}, given."occurredAt" FROM ${condition}, ${from}`;
}

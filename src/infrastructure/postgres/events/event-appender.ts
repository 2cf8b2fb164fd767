import type { EventCatalogue } from '#application/events/event-catalogue.js';
import type { StoredEvent } from '#application/events/stored-event.js';
import type { IdGenerator } from '#application/shared/id-generator.js';
import type { DomainEvent } from '#domain/shared/domain-event.js';
import type { EventSignal } from '#infrastructure/events/event-signal.js';
import { toNewEvents } from '#infrastructure/events/stored-events.js';
import type { AppendedEvents } from '#infrastructure/shared/appended-events.js';
import { recordset } from '../columns.js';
import type { Database } from '../database.js';
import { eventSchema, givenColumns } from './schema.js';

/** Appends events to the log in the transaction that caused them. @public */
export class EventAppender {
  constructor(
    private readonly database: Database,
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
    const appended = toNewEvents(events, context, this.ids, this.catalogue);
    const rows: Pick<StoredEvent, 'id' | 'position'>[] = await this.database.write((manager) =>
      manager.query(insertEvents, [JSON.stringify(appended)]),
    );
    transaction.afterCommit.push(() => this.signal.raise());
    const positions = new Map(rows.map(({ id, position }) => [id, position]));
    const stored = appended.map((event) => ({ ...event, position: positions.get(event.id) as number }));
    for (const listener of this.listeners) await listener.appended(stored);
  }
}

const { columns, values, from } = recordset(eventSchema, givenColumns, '$1');
/** Ids sort as the events happened. */
const insertEvents = `
  INSERT INTO events (${columns}) SELECT ${values} FROM ${from} ORDER BY given.id
  RETURNING id, position::float8 AS position`;

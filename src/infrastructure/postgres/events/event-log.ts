import type { StoredEvent } from '#application/events/stored-event.js';
import type { EventLog, NewEvent } from '#infrastructure/events/event-appender.js';
import { recordset } from '../columns.js';
import type { Database } from '../database.js';
import { eventSchema, givenColumns } from './schema.js';

export class TypeOrmEventLog implements EventLog {
  constructor(private readonly database: Database) {}

  async append(events: readonly NewEvent[]): Promise<StoredEvent[]> {
    const rows: Pick<StoredEvent, 'id' | 'position'>[] = await this.database.write((manager) =>
      manager.query(insertEvents, [JSON.stringify(events)]),
    );
    const positions = new Map(rows.map(({ id, position }) => [id, position]));
    return events.map((event) => ({ ...event, position: positions.get(event.id) as number }));
  }
}

const { columns, values, from } = recordset(eventSchema, givenColumns, '$1');
/** Ids sort as the events happened. */
const insertEvents = `
  INSERT INTO events (${columns}) SELECT ${values} FROM ${from} ORDER BY given.id
  RETURNING id, position::float8 AS position`;

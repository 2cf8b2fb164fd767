import { EntitySchema } from 'typeorm';
import type { StoredEvent } from '#application/events/stored-event.js';
import { columnsOf, selectList } from '../columns.js';

const time = { type: 'timestamptz', precision: 3 } as const;

export const eventSchema = new EntitySchema<StoredEvent & { readonly appendedAt: Date }>({
  name: 'Event',
  tableName: 'events',
  columns: {
    position: { type: 'bigint', primary: true },
    id: { type: 'uuid' },
    name: { type: 'text' },
    version: { type: 'integer' },
    subjectId: { type: 'text', name: 'subject_id' },
    occurredAt: { ...time, name: 'occurred_at' },
    payload: { type: 'jsonb' },
    actorId: { type: 'uuid', name: 'actor_id', nullable: true },
    ip: { type: 'text', nullable: true },
    userAgent: { type: 'text', name: 'user_agent', nullable: true },
    requestId: { type: 'text', name: 'request_id', nullable: true },
    traceparent: { type: 'text', nullable: true },
    appendedAt: { ...time, name: 'appended_at' },
  },
});

/** Those that the database does not fill in. */
export const givenColumns = columnsOf(eventSchema).filter(
  (column) => column !== 'position' && column !== 'appendedAt',
);

/** A `StoredEvent`, of a table or alias named `events`. The driver would hand a bigint over as text. @public */
export const eventList = `events.position::float8 AS position, ${selectList(eventSchema, givenColumns, 'events')}`;

import type { StoredEvent } from '#application/events/stored-event.js';
import { selectList } from '../columns.js';
import { type EventRow, eventSchema } from './schema.js';

/** Those that the database does not fill in. */
export const newEventColumns = [
  'id',
  'name',
  'version',
  'subjectId',
  'occurredAt',
  'payload',
  'actorId',
  'ip',
  'userAgent',
  'requestId',
] as const satisfies readonly (keyof EventRow)[];

export type StoredEventRow = Pick<EventRow, 'position' | (typeof newEventColumns)[number]>;

/** Of a stored event, for a table or alias named `events`. */
export const eventList = selectList(eventSchema, ['position', ...newEventColumns], 'events');

export function toStoredEvent(row: StoredEventRow): StoredEvent {
  return {
    id: row.id,
    position: Number(row.position),
    name: row.name,
    version: row.version,
    subjectId: row.subjectId,
    occurredAt: row.occurredAt,
    payload: row.payload,
    actorId: row.actorId,
    ip: row.ip,
    userAgent: row.userAgent,
    requestId: row.requestId,
  };
}

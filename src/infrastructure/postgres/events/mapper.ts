import type { StoredEvent } from '#application/shared/outbox.js';
import type { UserId } from '#domain/shared/ids.js';
import type { OutboxRow } from './schema.js';

export const eventColumns = [
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
] as const satisfies readonly (keyof OutboxRow)[];

export type EventRow = Pick<OutboxRow, (typeof eventColumns)[number]>;

export function toRow(event: StoredEvent): EventRow {
  return { ...event };
}

export function toStoredEvent(row: EventRow): StoredEvent {
  return {
    id: row.id,
    name: row.name,
    version: row.version,
    subjectId: row.subjectId,
    occurredAt: row.occurredAt,
    payload: row.payload,
    actorId: row.actorId as UserId | null,
    ip: row.ip,
    userAgent: row.userAgent,
    requestId: row.requestId,
  };
}

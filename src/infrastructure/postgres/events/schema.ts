import { EntitySchema } from 'typeorm';
import type { EventPayload } from '#domain/shared/domain-event.js';

export interface OutboxRow {
  id: string;
  name: string;
  version: number;
  subjectId: string;
  occurredAt: Date;
  payload: EventPayload;
  actorId: string | null;
  ip: string | null;
  userAgent: string | null;
  requestId: string | null;
  attempts: number;
  nextAttemptAt: Date;
  deliveredAt: Date | null;
  parkedAt: Date | null;
  lastError: string | null;
}

const time = { type: 'timestamptz', precision: 3 } as const;

export const outboxSchema = new EntitySchema<OutboxRow>({
  name: 'OutboxEvent',
  tableName: 'outbox',
  columns: {
    id: { type: 'uuid', primary: true },
    name: { type: 'text' },
    version: { type: 'integer' },
    subjectId: { type: 'text', name: 'subject_id' },
    occurredAt: { ...time, name: 'occurred_at' },
    payload: { type: 'jsonb' },
    actorId: { type: 'uuid', name: 'actor_id', nullable: true },
    ip: { type: 'text', nullable: true },
    userAgent: { type: 'text', name: 'user_agent', nullable: true },
    requestId: { type: 'text', name: 'request_id', nullable: true },
    attempts: { type: 'integer', default: 0 },
    nextAttemptAt: { ...time, name: 'next_attempt_at' },
    deliveredAt: { ...time, name: 'delivered_at', nullable: true },
    parkedAt: { ...time, name: 'parked_at', nullable: true },
    lastError: { type: 'text', name: 'last_error', nullable: true },
  },
});

import { EntitySchema } from 'typeorm';
import type { EventPayload } from '#domain/shared/domain-event.js';

export interface EventRow {
  /** A bigint, which pg hands over as text. */
  position: string;
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
  appendedAt: Date;
}

export interface SubscriptionRow {
  name: string;
  position: string;
  owner: string | null;
  leaseUntil: Date | null;
  attempts: number;
  retryAt: Date | null;
  lastError: string | null;
}

export interface DeadLetterRow {
  subscription: string;
  position: string;
  parkedAt: Date;
  attempts: number;
  lastError: string;
  isDue: boolean;
}

const time = { type: 'timestamptz', precision: 3 } as const;

export const eventSchema = new EntitySchema<EventRow>({
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
    appendedAt: { ...time, name: 'appended_at' },
  },
});

export const subscriptionSchema = new EntitySchema<SubscriptionRow>({
  name: 'EventSubscription',
  tableName: 'event_subscriptions',
  columns: {
    name: { type: 'text', primary: true },
    position: { type: 'bigint' },
    owner: { type: 'text', nullable: true },
    leaseUntil: { ...time, name: 'lease_until', nullable: true },
    attempts: { type: 'integer' },
    retryAt: { ...time, name: 'retry_at', nullable: true },
    lastError: { type: 'text', name: 'last_error', nullable: true },
  },
});

export const deadLetterSchema = new EntitySchema<DeadLetterRow>({
  name: 'EventDeadLetter',
  tableName: 'event_dead_letters',
  columns: {
    subscription: { type: 'text', primary: true },
    position: { type: 'bigint', primary: true },
    parkedAt: { ...time, name: 'parked_at' },
    attempts: { type: 'integer' },
    lastError: { type: 'text', name: 'last_error' },
    isDue: { type: 'boolean', name: 'is_due' },
  },
});

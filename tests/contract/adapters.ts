import type { AccessQueries } from '#application/access/access-queries.js';
import type { Powers } from '#application/access/powers.js';
import type { AuditQueries } from '#application/audit/audit-queries.js';
import type { LoginAttempts } from '#application/auth/login-attempts.js';
import type { EventFeed } from '#application/events/event-feed.js';
import type { SubscriptionDesk } from '#application/events/subscription-desk.js';
import type { IdempotencyStore } from '#application/idempotency/idempotency-store.js';
import type { SessionQueries } from '#application/sessions/session-queries.js';
import type { Retention } from '#application/shared/retention.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { SigningKeyStore } from '#application/signing-keys/signing-key-store.js';
import type { UserQueries } from '#application/users/user-queries.js';
import type { AccessRepository } from '#domain/access/access-repository.js';
import type { AuditLog } from '#domain/audit/audit-log.js';
import type { SessionRepository } from '#domain/sessions/session-repository.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { EventSignal } from '#infrastructure/events/event-signal.js';
import type { SubscriptionStore } from '#infrastructure/events/subscription-store.js';
import type { AppendedEvents } from '#infrastructure/shared/appended-events.js';
import { databaseTargets } from '#testing/test-database.js';
import { openMemoryAdapters } from './memory-adapters.js';
import { openPostgresAdapters } from './postgres-adapters.js';

/** Every persistence port, of one technology, on an empty store. */
export interface Adapters {
  readonly unitOfWork: UnitOfWork;
  readonly users: UserRepository;
  readonly userQueries: UserQueries;
  readonly access: AccessRepository;
  readonly accessQueries: AccessQueries;
  readonly powers: Powers;
  readonly sessions: SessionRepository;
  readonly sessionQueries: SessionQueries;
  readonly loginAttempts: LoginAttempts;
  readonly idempotency: IdempotencyStore;
  readonly auditLog: AuditLog;
  readonly auditQueries: AuditQueries;
  readonly signingKeys: SigningKeyStore;
  readonly sessionRetention: Retention;
  readonly attemptRetention: Retention;
  readonly idempotencyRetention: Retention;
  readonly eventRetention: Retention;
  /** Lets time pass for what is timed by the clock of the store. */
  passTime(seconds: number): Promise<void>;
  readonly subscriptionStore: SubscriptionStore;
  readonly subscriptionDesk: SubscriptionDesk;
  readonly eventFeed: EventFeed;
  readonly eventSignal: EventSignal;
  /** What the event appender tells of. */
  readonly appendedEvents: AppendedEvents[];
  close(): Promise<void>;
}

export interface AdapterTarget {
  readonly name: string;
  open(): Promise<Adapters>;
}

/** What each contract runs on. */
export const adapterTargets: readonly AdapterTarget[] = [
  { name: 'memory', open: openMemoryAdapters },
  ...databaseTargets.map((target) => ({
    name: `${target} PostgreSQL`,
    open: () => openPostgresAdapters(target),
  })),
];

import type { AuditQueries } from '#application/audit/audit-queries.js';
import type { LoginAttempts } from '#application/auth/login-attempts.js';
import type { SessionQueries } from '#application/sessions/session-queries.js';
import type { Retention } from '#application/shared/retention.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { SigningKeyStore } from '#application/signing-keys/signing-key-store.js';
import type { UserQueries } from '#application/users/user-queries.js';
import type { AuditLog } from '#domain/audit/audit-log.js';
import type { SessionRepository } from '#domain/sessions/session-repository.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { OutboxSignal } from '#infrastructure/events/outbox-signal.js';
import type { OutboxStore } from '#infrastructure/events/outbox-store.js';
import { databaseTargets } from '../support/test-database.js';
import { openMemoryAdapters } from './memory-adapters.js';
import { openPostgresAdapters } from './postgres-adapters.js';

/** Every persistence port, of one technology, on an empty store. */
export interface Adapters {
  readonly unitOfWork: UnitOfWork;
  readonly users: UserRepository;
  readonly userQueries: UserQueries;
  readonly sessions: SessionRepository;
  readonly sessionQueries: SessionQueries;
  readonly loginAttempts: LoginAttempts;
  readonly auditLog: AuditLog;
  readonly auditQueries: AuditQueries;
  readonly signingKeys: SigningKeyStore;
  readonly outboxStore: OutboxStore;
  readonly outboxSignal: OutboxSignal;
  readonly sessionRetention: Retention;
  readonly attemptRetention: Retention;
  /** Lets time pass for what is timed by the clock of the store. */
  passTime(seconds: number): Promise<void>;
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

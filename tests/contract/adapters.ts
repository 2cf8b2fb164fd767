import type { AuditQueries } from '#application/audit/audit-queries.js';
import type { LoginAttempts } from '#application/auth/login-attempts.js';
import type { Logins } from '#application/auth/logins.js';
import type { SessionQueries } from '#application/auth/session-queries.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { UserQueries } from '#application/users/user-queries.js';
import type { AuditLog } from '#domain/audit/audit-log.js';
import type { SessionRepository } from '#domain/auth/session-repository.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { OutboxSignal } from '#infrastructure/outbox/outbox-signal.js';
import type { OutboxStore } from '#infrastructure/outbox/outbox-store.js';
import type { HousekeepingStore } from '#infrastructure/persistence/shared/housekeeping-store.js';
import type { SigningKeyStore } from '#infrastructure/security/signing-key-store.js';
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
  readonly logins: Logins;
  readonly loginAttempts: LoginAttempts;
  readonly auditLog: AuditLog;
  readonly auditQueries: AuditQueries;
  readonly signingKeys: SigningKeyStore;
  readonly outboxStore: OutboxStore;
  readonly outboxSignal: OutboxSignal;
  readonly housekeeping: HousekeepingStore;
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

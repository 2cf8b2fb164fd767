import { MemoryInvalidationChannel } from '#infrastructure/cache/memory-invalidation-channel.js';
import { LocalOutboxSignal } from '#infrastructure/outbox/outbox-signal.js';
import { MemoryAuditLog } from '#infrastructure/persistence/memory/audit/log.js';
import { MemoryAuditQueries } from '#infrastructure/persistence/memory/audit/queries.js';
import { MemoryLoginAttempts } from '#infrastructure/persistence/memory/auth/login-attempts.js';
import { MemoryLogins } from '#infrastructure/persistence/memory/auth/logins.js';
import { MemorySessionQueries } from '#infrastructure/persistence/memory/auth/queries.js';
import { MemorySessionRepository } from '#infrastructure/persistence/memory/auth/repository.js';
import { MemoryDatabase } from '#infrastructure/persistence/memory/database.js';
import { MemoryHousekeepingStore } from '#infrastructure/persistence/memory/housekeeping-store.js';
import { MemoryEventAppender } from '#infrastructure/persistence/memory/outbox/event-appender.js';
import { MemoryOutboxStore } from '#infrastructure/persistence/memory/outbox/store.js';
import { MemorySigningKeyStore } from '#infrastructure/persistence/memory/security/signing-key-store.js';
import { MemoryUnitOfWork } from '#infrastructure/persistence/memory/unit-of-work.js';
import { MemoryUserQueries } from '#infrastructure/persistence/memory/users/queries.js';
import { MemoryUserRepository } from '#infrastructure/persistence/memory/users/repository.js';
import { tokens } from '../tokens.js';
import type { Wiring } from '../wiring.js';

/** The same ports in memory: for tests of use cases, and for a service that may forget everything. */
export function memoryModule(wiring: Wiring): void {
  const { memory, persistence, outbox, security, shared, stored, cache, auth, audit } = tokens;
  wiring.instance(memory.database, MemoryDatabase, []);
  wiring.value(persistence.healthChecks, []);
  wiring.instance(outbox.signal, LocalOutboxSignal, []);
  wiring.instance(cache.channel, MemoryInvalidationChannel, []);
  wiring.instance(shared.unitOfWork, MemoryUnitOfWork, [memory.database, shared.logger]);
  wiring.instance(memory.eventAppender, MemoryEventAppender, [memory.database, shared.ids, outbox.signal]);
  const aggregates = [memory.database, memory.eventAppender] as const;
  wiring.instance(stored.users, MemoryUserRepository, aggregates);
  wiring.instance(stored.sessions, MemorySessionRepository, aggregates);
  wiring.singleton(stored.currentTransaction, ({ transaction }) => transaction, [memory.database]);
  const plain = [memory.database] as const;
  wiring.instance(stored.userQueries, MemoryUserQueries, plain);
  wiring.instance(stored.sessionQueries, MemorySessionQueries, plain);
  wiring.instance(auth.loginAttempts, MemoryLoginAttempts, plain);
  wiring.instance(stored.logins, MemoryLogins, [
    shared.unitOfWork,
    stored.users,
    stored.sessions,
    auth.loginAttempts,
  ]);
  wiring.instance(audit.log, MemoryAuditLog, plain);
  wiring.instance(audit.queries, MemoryAuditQueries, plain);
  wiring.instance(outbox.store, MemoryOutboxStore, plain);
  wiring.instance(persistence.housekeepingStore, MemoryHousekeepingStore, plain);
  wiring.instance(security.signingKeyStore, MemorySigningKeyStore, [memory.database, shared.unitOfWork]);
}

import { LocalEventSignal } from '#infrastructure/events/event-signal.js';
import { MemoryAuditLog } from '#infrastructure/memory/audit/log.js';
import { MemoryAuditQueries } from '#infrastructure/memory/audit/queries.js';
import { MemoryLoginAttempts } from '#infrastructure/memory/auth/login-attempts.js';
import { MemoryLogins } from '#infrastructure/memory/auth/logins.js';
import { MemoryDatabase } from '#infrastructure/memory/database.js';
import { MemoryEventAppender } from '#infrastructure/memory/events/event-appender.js';
import { MemorySubscriptionDesk } from '#infrastructure/memory/events/subscription-desk.js';
import { MemorySubscriptionStore } from '#infrastructure/memory/events/subscription-store.js';
import { MemoryHousekeepingStore } from '#infrastructure/memory/housekeeping-store.js';
import { MemoryInvalidationChannel } from '#infrastructure/memory/invalidation-channel.js';
import { MemorySessionQueries } from '#infrastructure/memory/sessions/queries.js';
import { MemorySessionRepository } from '#infrastructure/memory/sessions/repository.js';
import { MemorySigningKeyStore } from '#infrastructure/memory/signing-keys/signing-key-store.js';
import { MemoryUnitOfWork } from '#infrastructure/memory/unit-of-work.js';
import { MemoryUserQueries } from '#infrastructure/memory/users/queries.js';
import { MemoryUserRepository } from '#infrastructure/memory/users/repository.js';
import { tokens } from '../tokens.js';
import type { Wiring } from '../wiring.js';

/** The same ports in memory: for tests of use cases, and for a service that may forget everything. */
export function memoryModule(wiring: Wiring): void {
  const { memory, persistence, events, security, shared, stored, cache, auth, audit } = tokens;
  wiring.instance(memory.database, MemoryDatabase, []);
  wiring.value(persistence.healthChecks, []);
  wiring.instance(events.signal, LocalEventSignal, []);
  wiring.instance(cache.channel, MemoryInvalidationChannel, []);
  wiring.instance(shared.unitOfWork, MemoryUnitOfWork, [memory.database, shared.logger]);
  wiring.instance(memory.eventAppender, MemoryEventAppender, [
    memory.database,
    shared.ids,
    events.catalogue,
    events.signal,
    events.listeners,
  ]);
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
  wiring.instance(events.subscriptionStore, MemorySubscriptionStore, plain);
  wiring.instance(events.subscriptionDesk, MemorySubscriptionDesk, plain);
  wiring.instance(persistence.housekeepingStore, MemoryHousekeepingStore, plain);
  wiring.instance(security.signingKeyStore, MemorySigningKeyStore, [memory.database, shared.unitOfWork]);
}

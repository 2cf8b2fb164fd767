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
import { testIds } from '../support/builders/ids.js';
import { silentLogger } from '../support/builders/logger.js';
import type { Adapters } from './adapters.js';

export async function openMemoryAdapters(): Promise<Adapters> {
  const database = new MemoryDatabase();
  const unitOfWork = new MemoryUnitOfWork(database, silentLogger);
  const outboxSignal = new LocalOutboxSignal();
  const events = new MemoryEventAppender(database, testIds, outboxSignal);
  const users = new MemoryUserRepository(database, events);
  const sessions = new MemorySessionRepository(database, events);
  const loginAttempts = new MemoryLoginAttempts(database);
  return {
    unitOfWork,
    users,
    userQueries: new MemoryUserQueries(database),
    sessions,
    sessionQueries: new MemorySessionQueries(database),
    logins: new MemoryLogins(unitOfWork, users, sessions, loginAttempts),
    loginAttempts,
    auditLog: new MemoryAuditLog(database),
    auditQueries: new MemoryAuditQueries(database),
    signingKeys: new MemorySigningKeyStore(database, unitOfWork),
    outboxStore: new MemoryOutboxStore(database),
    outboxSignal,
    housekeeping: new MemoryHousekeepingStore(database),
    close: async () => {},
  };
}

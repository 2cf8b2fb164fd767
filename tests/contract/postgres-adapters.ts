import { LocalOutboxSignal } from '#infrastructure/outbox/outbox-signal.js';
import { TypeOrmAuditLog } from '#infrastructure/persistence/typeorm/audit/log.js';
import { TypeOrmAuditQueries } from '#infrastructure/persistence/typeorm/audit/queries.js';
import { TypeOrmLoginAttempts } from '#infrastructure/persistence/typeorm/auth/login-attempts.js';
import { TypeOrmLogins } from '#infrastructure/persistence/typeorm/auth/logins.js';
import { TypeOrmSessionQueries } from '#infrastructure/persistence/typeorm/auth/queries.js';
import { TypeOrmSessionRepository } from '#infrastructure/persistence/typeorm/auth/repository.js';
import type { Database } from '#infrastructure/persistence/typeorm/database.js';
import { TypeOrmHousekeepingStore } from '#infrastructure/persistence/typeorm/housekeeping-store.js';
import { EventAppender } from '#infrastructure/persistence/typeorm/outbox/event-appender.js';
import { TypeOrmOutboxStore } from '#infrastructure/persistence/typeorm/outbox/store.js';
import { TypeOrmSigningKeyStore } from '#infrastructure/persistence/typeorm/security/signing-key-store.js';
import { TypeOrmUnitOfWork } from '#infrastructure/persistence/typeorm/unit-of-work.js';
import { TypeOrmUserQueries } from '#infrastructure/persistence/typeorm/users/queries.js';
import { TypeOrmUserRepository } from '#infrastructure/persistence/typeorm/users/repository.js';
import { openDatabase } from '../integration/persistence/open-database.js';
import { testIds } from '../support/builders/ids.js';
import { silentLogger } from '../support/builders/logger.js';
import { createTestDatabase, type DatabaseTarget } from '../support/test-database.js';
import type { Adapters } from './adapters.js';

export async function openPostgresAdapters(target: DatabaseTarget): Promise<Adapters> {
  const testDatabase = await createTestDatabase(target);
  const database = await openDatabase(testDatabase.url);
  return {
    ...postgresAdapters(database),
    close: async () => {
      await database.close();
      await testDatabase.drop();
    },
  };
}

export function postgresAdapters(database: Database): Omit<Adapters, 'close'> {
  const unitOfWork = new TypeOrmUnitOfWork(database, silentLogger);
  const outboxSignal = new LocalOutboxSignal();
  const events = new EventAppender(database, testIds, outboxSignal);
  return {
    unitOfWork,
    users: new TypeOrmUserRepository(database, events),
    userQueries: new TypeOrmUserQueries(database),
    sessions: new TypeOrmSessionRepository(database, events),
    sessionQueries: new TypeOrmSessionQueries(database),
    logins: new TypeOrmLogins(database, events),
    loginAttempts: new TypeOrmLoginAttempts(database),
    auditLog: new TypeOrmAuditLog(database),
    auditQueries: new TypeOrmAuditQueries(database),
    signingKeys: new TypeOrmSigningKeyStore(database, unitOfWork),
    outboxStore: new TypeOrmOutboxStore(database),
    outboxSignal,
    housekeeping: new TypeOrmHousekeepingStore(database),
  };
}

import { EventCatalogue } from '#application/events/event-catalogue.js';
import { EventAppender } from '#infrastructure/events/event-appender.js';
import { LocalEventSignal } from '#infrastructure/events/event-signal.js';
import { PostgresPowers } from '#infrastructure/postgres/access/powers.js';
import { TypeOrmAccessQueries } from '#infrastructure/postgres/access/queries.js';
import { TypeOrmAccessRepository } from '#infrastructure/postgres/access/repository.js';
import { TypeOrmAuditLog } from '#infrastructure/postgres/audit/log.js';
import { TypeOrmAuditQueries } from '#infrastructure/postgres/audit/queries.js';
import { TypeOrmLoginAttempts } from '#infrastructure/postgres/auth/login-attempts.js';
import { attemptRetention } from '#infrastructure/postgres/auth/retention.js';
import type { Database } from '#infrastructure/postgres/database.js';
import { TypeOrmEventFeed } from '#infrastructure/postgres/events/event-feed.js';
import { TypeOrmEventLog } from '#infrastructure/postgres/events/event-log.js';
import { EventRetention } from '#infrastructure/postgres/events/retention.js';
import { TypeOrmSubscriptionDesk } from '#infrastructure/postgres/events/subscription-desk.js';
import { TypeOrmSubscriptionStore } from '#infrastructure/postgres/events/subscription-store.js';
import { TypeOrmIdempotencyStore } from '#infrastructure/postgres/idempotency/idempotency-store.js';
import { idempotencyRetention } from '#infrastructure/postgres/idempotency/retention.js';
import { TypeOrmSessionQueries } from '#infrastructure/postgres/sessions/queries.js';
import { TypeOrmSessionRepository } from '#infrastructure/postgres/sessions/repository.js';
import { sessionRetention } from '#infrastructure/postgres/sessions/retention.js';
import { TypeOrmSigningKeyStore } from '#infrastructure/postgres/signing-keys/signing-key-store.js';
import { TypeOrmUnitOfWork } from '#infrastructure/postgres/unit-of-work.js';
import { TypeOrmUserQueries } from '#infrastructure/postgres/users/queries.js';
import { TypeOrmUserRepository } from '#infrastructure/postgres/users/repository.js';
import type { AppendedEvents } from '#infrastructure/shared/appended-events.js';
import { testIds } from '#testing/ids.js';
import { silentLogger } from '#testing/loggers.js';
import { createTestDatabase, type DatabaseTarget } from '#testing/test-database.js';
import { openDatabase } from '../integration/persistence/open-database.js';
import { eventDefinitions } from '../support/event-definitions.js';
import { passTimeOfAttempts, passTimeOfIdempotency } from '../support/pass-time.js';
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
  const eventSignal = new LocalEventSignal();
  const appendedEvents: AppendedEvents[] = [];
  const catalogue = new EventCatalogue(eventDefinitions);
  const events = new EventAppender(
    new TypeOrmEventLog(database),
    database.transaction,
    testIds,
    catalogue,
    eventSignal,
    appendedEvents,
  );
  return {
    unitOfWork,
    users: new TypeOrmUserRepository(database, events),
    userQueries: new TypeOrmUserQueries(database),
    access: new TypeOrmAccessRepository(database, events),
    accessQueries: new TypeOrmAccessQueries(database),
    powers: new PostgresPowers(database),
    sessions: new TypeOrmSessionRepository(database, events),
    sessionQueries: new TypeOrmSessionQueries(database),
    loginAttempts: new TypeOrmLoginAttempts(database),
    idempotency: new TypeOrmIdempotencyStore(database),
    auditLog: new TypeOrmAuditLog(database),
    auditQueries: new TypeOrmAuditQueries(database),
    signingKeys: new TypeOrmSigningKeyStore(database, unitOfWork),
    sessionRetention: sessionRetention(database),
    attemptRetention: attemptRetention(database),
    idempotencyRetention: idempotencyRetention(database),
    eventRetention: new EventRetention(database),
    passTime: async (seconds) => {
      await passTimeOfAttempts((sql) => database.dataSource.query(sql), seconds);
      await passTimeOfIdempotency((sql) => database.dataSource.query(sql), seconds);
    },
    subscriptionStore: new TypeOrmSubscriptionStore(database),
    subscriptionDesk: new TypeOrmSubscriptionDesk(database),
    eventFeed: new TypeOrmEventFeed(database),
    eventSignal,
    appendedEvents,
  };
}

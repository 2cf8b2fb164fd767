import { EventCatalogue } from '#application/events/event-catalogue.js';
import { EventAppender } from '#infrastructure/events/event-appender.js';
import { LocalEventSignal } from '#infrastructure/events/event-signal.js';
import { MemoryPowers } from '#infrastructure/memory/access/powers.js';
import { MemoryAccessQueries } from '#infrastructure/memory/access/queries.js';
import { MemoryAccessRepository } from '#infrastructure/memory/access/repository.js';
import { MemoryAuditLog } from '#infrastructure/memory/audit/log.js';
import { MemoryAuditQueries } from '#infrastructure/memory/audit/queries.js';
import { MemoryLoginAttempts } from '#infrastructure/memory/auth/login-attempts.js';
import { attemptRetention } from '#infrastructure/memory/auth/retention.js';
import { MemoryDatabase } from '#infrastructure/memory/database.js';
import { MemoryEventFeed } from '#infrastructure/memory/events/event-feed.js';
import { MemoryEventLog } from '#infrastructure/memory/events/event-log.js';
import { eventRetention } from '#infrastructure/memory/events/retention.js';
import { MemorySubscriptionDesk } from '#infrastructure/memory/events/subscription-desk.js';
import { MemorySubscriptionStore } from '#infrastructure/memory/events/subscription-store.js';
import { MemoryIdempotencyStore } from '#infrastructure/memory/idempotency/idempotency-store.js';
import { idempotencyRetention } from '#infrastructure/memory/idempotency/retention.js';
import { MemorySessionQueries } from '#infrastructure/memory/sessions/queries.js';
import { MemorySessionRepository } from '#infrastructure/memory/sessions/repository.js';
import { sessionRetention } from '#infrastructure/memory/sessions/retention.js';
import { MemorySigningKeyStore } from '#infrastructure/memory/signing-keys/signing-key-store.js';
import { MemoryUnitOfWork } from '#infrastructure/memory/unit-of-work.js';
import { MemoryUserQueries } from '#infrastructure/memory/users/queries.js';
import { MemoryUserRepository } from '#infrastructure/memory/users/repository.js';
import type { AppendedEvents } from '#infrastructure/shared/appended-events.js';
import { SystemClock } from '#infrastructure/system/system-clock.js';
import { FakeClock } from '#testing/fake-clock.js';
import { testIds } from '#testing/ids.js';
import { silentLogger } from '#testing/loggers.js';
import { eventDefinitions } from '../support/event-definitions.js';
import type { Adapters } from './adapters.js';

export async function openMemoryAdapters(): Promise<Adapters> {
  const database = new MemoryDatabase();
  const clock = new FakeClock();
  const unitOfWork = new MemoryUnitOfWork(database, silentLogger);
  const eventSignal = new LocalEventSignal();
  const appendedEvents: AppendedEvents[] = [];
  const catalogue = new EventCatalogue(eventDefinitions);
  const events = new EventAppender(
    new MemoryEventLog(database),
    database.transaction,
    testIds,
    catalogue,
    eventSignal,
    appendedEvents,
  );
  const users = new MemoryUserRepository(database, events);
  const sessions = new MemorySessionRepository(database, events);
  return {
    unitOfWork,
    users,
    userQueries: new MemoryUserQueries(database),
    access: new MemoryAccessRepository(database, events),
    accessQueries: new MemoryAccessQueries(database),
    powers: new MemoryPowers(users),
    sessions,
    sessionQueries: new MemorySessionQueries(database),
    loginAttempts: new MemoryLoginAttempts(database, clock),
    idempotency: new MemoryIdempotencyStore(database, clock),
    auditLog: new MemoryAuditLog(database),
    auditQueries: new MemoryAuditQueries(database),
    signingKeys: new MemorySigningKeyStore(database, unitOfWork),
    sessionRetention: sessionRetention(database, new SystemClock()),
    attemptRetention: attemptRetention(database, clock),
    idempotencyRetention: idempotencyRetention(database, clock),
    eventRetention: eventRetention(database, new SystemClock()),
    passTime: async (seconds) => clock.advance(seconds),
    subscriptionStore: new MemorySubscriptionStore(database),
    subscriptionDesk: new MemorySubscriptionDesk(database),
    eventFeed: new MemoryEventFeed(database),
    eventSignal,
    appendedEvents,
    close: async () => {},
  };
}

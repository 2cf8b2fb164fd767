import type { DatabaseConfig, PostgresSettings } from '#infrastructure/configuration/config.js';
import { TypeOrmAuditLog } from '#infrastructure/postgres/audit/log.js';
import { TypeOrmAuditQueries } from '#infrastructure/postgres/audit/queries.js';
import { TypeOrmLoginAttempts } from '#infrastructure/postgres/auth/login-attempts.js';
import { TypeOrmLogins } from '#infrastructure/postgres/auth/logins.js';
import { createDataSource } from '#infrastructure/postgres/data-source.js';
import { Database } from '#infrastructure/postgres/database.js';
import { EventAppender } from '#infrastructure/postgres/events/event-appender.js';
import { NotifyingEventSignal } from '#infrastructure/postgres/events/signal.js';
import { TypeOrmSubscriptionDesk } from '#infrastructure/postgres/events/subscription-desk.js';
import { TypeOrmSubscriptionStore } from '#infrastructure/postgres/events/subscription-store.js';
import { TypeOrmHousekeepingStore } from '#infrastructure/postgres/housekeeping-store.js';
import { PostgresInvalidationChannel } from '#infrastructure/postgres/invalidation-channel.js';
import { Migrator } from '#infrastructure/postgres/migrator.js';
import { Notifications } from '#infrastructure/postgres/notifications.js';
import { TypeOrmSessionQueries } from '#infrastructure/postgres/sessions/queries.js';
import { TypeOrmSessionRepository } from '#infrastructure/postgres/sessions/repository.js';
import { TypeOrmSigningKeyStore } from '#infrastructure/postgres/signing-keys/signing-key-store.js';
import { TypeOrmUnitOfWork } from '#infrastructure/postgres/unit-of-work.js';
import { TypeOrmUserQueries } from '#infrastructure/postgres/users/queries.js';
import { TypeOrmUserRepository } from '#infrastructure/postgres/users/repository.js';
import { migrations } from '#migrations';
import { tokens } from '../tokens.js';
import type { Wiring } from '../wiring.js';

/** Persistence in PostgreSQL: an external one, or the embedded one, which is started. */
export function postgresModule(settings: Exclude<DatabaseConfig, { kind: 'memory' }>) {
  return (wiring: Wiring): void => {
    const { postgres, shared } = tokens;
    if (settings.kind === 'postgres') wiring.value(postgres.url, settings.url);
    else {
      wiring.singleton(
        postgres.embedded,
        async (logger) => {
          // Only here, so that a service with a database of its own does not load it.
          const { startEmbeddedPostgres } = await import(
            '#infrastructure/persistence/embedded/embedded-postgres.js'
          );
          return startEmbeddedPostgres({
            directory: settings.directory,
            log: (message) => logger.info(message),
          });
        },
        [shared.logger],
        (server) => server.stop(),
      );
      wiring.singleton(postgres.url, ({ url }) => url, [postgres.embedded]);
    }
    connection(wiring, settings);
    adapters(wiring);
  };
}

function connection(wiring: Wiring, settings: PostgresSettings): void {
  const { postgres, persistence, events, cache, shared } = tokens;
  wiring.singleton(
    postgres.schema,
    async (url, logger) => {
      const migrator = new Migrator(url, migrations);
      if (!settings.migrateOnStart) return migrator.assertUpToDate();
      const applied = await migrator.up();
      if (applied.length > 0) logger.info('The database schema was migrated', { migrations: applied });
    },
    [postgres.url, shared.logger],
  );
  wiring.singleton(
    postgres.database,
    (url, logger, _schema) => new Database(createDataSource(url, settings, logger)).connect(),
    [postgres.url, shared.logger, postgres.schema],
    (database) => database.close(),
  );
  wiring.instance(postgres.notifications, Notifications, [postgres.url, shared.logger], (notifications) =>
    notifications.close(),
  );
  wiring.singleton(
    cache.channel,
    (notifications, database, logger, config) =>
      new PostgresInvalidationChannel(notifications, database, logger, config.cache.channelTimeoutMs),
    [postgres.notifications, postgres.database, shared.logger, shared.config],
    (channel) => channel.close(),
  );
  wiring.instance(events.signal, NotifyingEventSignal, [postgres.notifications, shared.logger]);
  wiring.singleton(
    persistence.healthChecks,
    (database) => [{ name: 'database', check: () => database.ping() }],
    [postgres.database],
  );
}

function adapters(wiring: Wiring): void {
  const { postgres, persistence, events, security, shared, stored, auth, audit } = tokens;
  wiring.instance(shared.unitOfWork, TypeOrmUnitOfWork, [postgres.database, shared.logger]);
  wiring.instance(postgres.eventAppender, EventAppender, [
    postgres.database,
    shared.ids,
    events.catalogue,
    events.signal,
    events.listeners,
  ]);
  const aggregates = [postgres.database, postgres.eventAppender] as const;
  wiring.instance(stored.users, TypeOrmUserRepository, aggregates);
  wiring.instance(stored.sessions, TypeOrmSessionRepository, aggregates);
  wiring.instance(stored.logins, TypeOrmLogins, [postgres.database]);
  wiring.singleton(stored.currentTransaction, ({ transaction }) => transaction, [postgres.database]);
  const plain = [postgres.database] as const;
  wiring.instance(stored.userQueries, TypeOrmUserQueries, plain);
  wiring.instance(stored.sessionQueries, TypeOrmSessionQueries, plain);
  wiring.instance(auth.loginAttempts, TypeOrmLoginAttempts, plain);
  wiring.instance(audit.log, TypeOrmAuditLog, plain);
  wiring.instance(audit.queries, TypeOrmAuditQueries, plain);
  wiring.instance(events.subscriptionStore, TypeOrmSubscriptionStore, plain);
  wiring.instance(events.subscriptionDesk, TypeOrmSubscriptionDesk, plain);
  wiring.instance(persistence.housekeepingStore, TypeOrmHousekeepingStore, plain);
  wiring.instance(security.signingKeyStore, TypeOrmSigningKeyStore, [postgres.database, shared.unitOfWork]);
}

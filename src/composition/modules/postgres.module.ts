import { PostgresInvalidationChannel } from '#infrastructure/cache/postgres-invalidation-channel.js';
import type { DatabaseConfig, PostgresSettings } from '#infrastructure/config/config.js';
import { TypeOrmAuditLog } from '#infrastructure/persistence/typeorm/audit/log.js';
import { TypeOrmAuditQueries } from '#infrastructure/persistence/typeorm/audit/queries.js';
import { TypeOrmLoginAttempts } from '#infrastructure/persistence/typeorm/auth/login-attempts.js';
import { TypeOrmLogins } from '#infrastructure/persistence/typeorm/auth/logins.js';
import { TypeOrmSessionQueries } from '#infrastructure/persistence/typeorm/auth/queries.js';
import { TypeOrmSessionRepository } from '#infrastructure/persistence/typeorm/auth/repository.js';
import { createDataSource } from '#infrastructure/persistence/typeorm/data-source.js';
import { Database } from '#infrastructure/persistence/typeorm/database.js';
import { startEmbeddedServer } from '#infrastructure/persistence/typeorm/embedded-server.js';
import { TypeOrmHousekeepingStore } from '#infrastructure/persistence/typeorm/housekeeping-store.js';
import { Migrator } from '#infrastructure/persistence/typeorm/migrator.js';
import { Notifications } from '#infrastructure/persistence/typeorm/notifications.js';
import { EventAppender } from '#infrastructure/persistence/typeorm/outbox/event-appender.js';
import { NotifyingOutboxSignal } from '#infrastructure/persistence/typeorm/outbox/signal.js';
import { TypeOrmOutboxStore } from '#infrastructure/persistence/typeorm/outbox/store.js';
import { TypeOrmSigningKeyStore } from '#infrastructure/persistence/typeorm/security/signing-key-store.js';
import { TypeOrmUnitOfWork } from '#infrastructure/persistence/typeorm/unit-of-work.js';
import { TypeOrmUserQueries } from '#infrastructure/persistence/typeorm/users/queries.js';
import { TypeOrmUserRepository } from '#infrastructure/persistence/typeorm/users/repository.js';
import { migrations } from '#migrations';
import { tokens } from '../tokens.js';
import type { Wiring } from '../wiring.js';

/** Persistence in PostgreSQL: an external one, or the embedded one, which is started. */
export function postgresModule(settings: Exclude<DatabaseConfig, { kind: 'memory' }>) {
  return (wiring: Wiring): void => {
    const { postgres, shared } = tokens;
    if (settings.kind === 'postgres') {
      wiring.value(postgres.url, settings.url);
      wiring.singleton(postgres.migrator, (url) => new Migrator(url, migrations), [postgres.url]);
    } else {
      wiring.singleton(
        postgres.embedded,
        (logger) => startEmbeddedServer(settings.directory, logger),
        [shared.logger],
        (server) => server.stop(),
      );
      wiring.singleton(postgres.url, ({ url }) => url, [postgres.embedded]);
      wiring.singleton(
        postgres.migrator,
        ({ migrationUrl, url }) => new Migrator(migrationUrl, migrations, new URL(url).username),
        [postgres.embedded],
      );
    }
    connection(wiring, settings);
    adapters(wiring);
  };
}

function connection(wiring: Wiring, settings: PostgresSettings): void {
  const { postgres, persistence, outbox, cache, shared } = tokens;
  wiring.singleton(
    postgres.schema,
    async (migrator, logger) => {
      if (!settings.migrateOnStart) return migrator.assertUpToDate();
      const applied = await migrator.up();
      if (applied.length > 0) logger.info('The database schema was migrated', { migrations: applied });
    },
    [postgres.migrator, shared.logger],
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
  wiring.instance(outbox.signal, NotifyingOutboxSignal, [postgres.notifications, shared.logger]);
  wiring.singleton(
    persistence.healthChecks,
    (database) => [{ name: 'database', check: () => database.ping() }],
    [postgres.database],
  );
}

function adapters(wiring: Wiring): void {
  const { postgres, persistence, outbox, security, shared, stored, auth, audit } = tokens;
  wiring.instance(shared.unitOfWork, TypeOrmUnitOfWork, [postgres.database, shared.logger]);
  wiring.instance(postgres.eventAppender, EventAppender, [postgres.database, shared.ids, outbox.signal]);
  const aggregates = [postgres.database, postgres.eventAppender] as const;
  wiring.instance(stored.users, TypeOrmUserRepository, aggregates);
  wiring.instance(stored.sessions, TypeOrmSessionRepository, aggregates);
  wiring.instance(stored.logins, TypeOrmLogins, aggregates);
  wiring.singleton(stored.currentTransaction, ({ transaction }) => transaction, [postgres.database]);
  const plain = [postgres.database] as const;
  wiring.instance(stored.userQueries, TypeOrmUserQueries, plain);
  wiring.instance(stored.sessionQueries, TypeOrmSessionQueries, plain);
  wiring.instance(auth.loginAttempts, TypeOrmLoginAttempts, plain);
  wiring.instance(audit.log, TypeOrmAuditLog, plain);
  wiring.instance(audit.queries, TypeOrmAuditQueries, plain);
  wiring.instance(outbox.store, TypeOrmOutboxStore, plain);
  wiring.instance(persistence.housekeepingStore, TypeOrmHousekeepingStore, plain);
  wiring.instance(security.signingKeyStore, TypeOrmSigningKeyStore, [postgres.database, shared.unitOfWork]);
}

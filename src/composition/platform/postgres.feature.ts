import { resolve } from 'node:path';
import {
  isLoopback,
  isVerifiedPostgres,
  refuseInsecure,
} from '#infrastructure/configuration/insecure-urls.js';
import {
  type EarlierValues,
  flag,
  InvalidValue,
  integer,
  isProduction,
  parsedText,
} from '#infrastructure/configuration/setting.js';
import { isDefaultSecret } from '#infrastructure/configuration/weak-secrets.js';
import { EventAppender } from '#infrastructure/events/event-appender.js';
import { createDataSource } from '#infrastructure/postgres/data-source.js';
import { Database } from '#infrastructure/postgres/database.js';
import { DatabaseClock } from '#infrastructure/postgres/database-clock.js';
import { DatabaseProbe } from '#infrastructure/postgres/database-probe.js';
import { startEmbeddedServer } from '#infrastructure/postgres/embedded-server.js';
import { TypeOrmEventLog } from '#infrastructure/postgres/events/event-log.js';
import { discoverSchema } from '#infrastructure/postgres/expected-schema.js';
import { Migrator } from '#infrastructure/postgres/migrator.js';
import { Notifications } from '#infrastructure/postgres/notifications.js';
import { assertSchema } from '#infrastructure/postgres/schema-check.js';
import { TypeOrmUnitOfWork } from '#infrastructure/postgres/unit-of-work.js';
import { contributed } from '../contributions.js';
import { defineFeature } from '../define-feature.js';
import { defineSettings, type ValuesOf } from '../define-settings.js';
import { eventsTokens } from '../features/events.tokens.js';
import { platform } from './platform.tokens.js';
import { postgresCommands } from './postgres.commands.js';
import { type DatabaseServer, postgresTokens } from './postgres.tokens.js';
import { storageSettings } from './storage.feature.js';

const databaseRule =
  'a default or guessable password is refused, and so is another machine without TLS that verifies it, unless ' +
  '`DATABASE_ALLOW_INSECURE` is set';

export const postgresSettings = defineSettings('PostgreSQL', {
  allowInsecure: flag('DATABASE_ALLOW_INSECURE', {
    default: false,
    meaning: 'Let production talk to PostgreSQL on another machine without TLS that verifies it.',
    example: true,
  }),
  url: parsedText('DATABASE_URL', parseDatabaseUrl, {
    isSecret: true,
    meaning: 'PostgreSQL to use. Outside production an embedded one is started when it is not set.',
    example: 'postgres://gatehouse:a-long-random-one@db:5432/gatehouse',
    production: {
      isRequired: true,
      check: refuseUnsafeUrl,
      rule: databaseRule,
    },
  }),
  migrationUrl: parsedText('DATABASE_MIGRATION_URL', parseDatabaseUrl, {
    isSecret: true,
    meaning:
      'The same database by the role that owns its tables and migrates. By default that of `DATABASE_URL`, which ' +
      'then could switch off what protects them, and is warned of it.',
    example: 'postgres://gatehouse_owner:another-long-random-one@db:5432/gatehouse',
    production: { check: refuseUnsafeUrl, rule: databaseRule },
  }),
  directUrl: parsedText('DATABASE_DIRECT_URL', parseDatabaseUrl, {
    isSecret: true,
    meaning:
      'The same database past a pooler of connections, for notifications and, without `DATABASE_MIGRATION_URL`, for ' +
      'migrations. By default `DATABASE_URL`.',
    example: 'postgres://gatehouse:a-long-random-one@db-primary:5432/gatehouse',
    production: { check: refuseUnsafeUrl, rule: databaseRule },
  }),
  poolSize: integer('DATABASE_POOL_SIZE', {
    from: 1,
    to: 1000,
    default: 10,
    unit: 'connections',
    meaning: 'Most connections of this process.',
    example: 20,
  }),
  acquireTimeoutMs: integer('DATABASE_ACQUIRE_TIMEOUT_MS', {
    from: 100,
    to: 60_000,
    default: 2000,
    unit: 'ms',
    meaning: 'For a free connection; then 503.',
    example: 1000,
  }),
  statementTimeoutMs: integer('DATABASE_STATEMENT_TIMEOUT_MS', {
    from: 100,
    to: 600_000,
    default: 5000,
    unit: 'ms',
    meaning: 'For one statement, which is then cancelled.',
    example: 10_000,
  }),
  migrateOnStart: flag('MIGRATE_ON_START', {
    default: (earlier) => !isProduction(earlier),
    defaultText: '`false` in production, else `true`',
    meaning: 'Bring the database schema up to date before listening.',
    example: true,
  }),
});

function parseDatabaseUrl(text: string): string {
  const url = URL.parse(text);
  if (url !== null && !isDecodable(url.username + url.password)) {
    throw new InvalidValue('has a % that begins no escape: write it as %25');
  }
  if (url !== null && /^postgres(ql)?:$/.test(url.protocol) && url.pathname.length > 1) return text;
  throw new InvalidValue('must be a URL of the form postgres://user:password@host:5432/database');
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

function refuseUnsafeUrl(text: string, { DATABASE_ALLOW_INSECURE }: EarlierValues): void {
  const url = new URL(text);
  refuseWeakPassword(url);
  const remedy = 'Add `?sslmode=verify-full` to it (and `&sslrootcert=<file>` for a CA of your own)';
  refuseInsecure(
    isLoopback(url) || isVerifiedPostgres(url),
    DATABASE_ALLOW_INSECURE,
    remedy,
    'DATABASE_ALLOW_INSECURE',
  );
}

function refuseWeakPassword({ username, password, searchParams }: URL): void {
  const plain = decodeURIComponent(password) || searchParams.get('password');
  if (!plain) return;
  if (isDefaultSecret(plain) || plain === decodeURIComponent(username) || plain.length < 8) {
    throw new InvalidValue(
      'has a default or guessable password, which production refuses',
      'Give the database user a random password, for example from `openssl rand -hex 24`.',
    );
  }
}

function migratingVariable({ migrationUrl, directUrl }: ValuesOf<typeof postgresSettings>): string {
  if (migrationUrl !== undefined) return 'DATABASE_MIGRATION_URL';
  return directUrl === undefined ? 'DATABASE_URL' : 'DATABASE_DIRECT_URL';
}

/** PostgreSQL: an external one, or the embedded one, which is started. */
export const postgres = defineFeature({
  name: 'postgres',
  settings: [postgresSettings],
  commands: postgresCommands,
  postgres(wiring) {
    const { server, expectedSchema, migrator, schema, database, probe, notifications, eventAppender } =
      postgresTokens;
    wiring.value(postgresTokens.mayJoinServer, false);
    wiring.singleton(
      server,
      async (
        { url, directUrl = url, migrationUrl },
        { directory },
        logger,
        mayJoin,
      ): Promise<DatabaseServer> =>
        url === undefined || directUrl === undefined
          ? startEmbeddedServer(resolve(directory), logger, mayJoin)
          : { url, directUrl, migrationUrl: migrationUrl ?? directUrl },
      [postgresSettings.token, storageSettings.token, platform.logger, postgresTokens.mayJoinServer],
      (running) => running.stop?.(),
    );
    wiring.singleton(expectedSchema, ({ features }) => discoverSchema(features), [platform.features]);
    wiring.singleton(
      migrator,
      ({ url, migrationUrl }, expected, settings, logger) =>
        new Migrator(migrationUrl, expected, {
          serviceUrl: url,
          variable: migratingVariable(settings),
          logger,
        }),
      [server, expectedSchema, postgresSettings.token, platform.logger],
    );
    wiring.singleton(
      schema,
      async ({ url }, migrate, expected, { migrateOnStart }, logger) => {
        const applied = migrateOnStart ? await migrate.up() : [];
        if (applied.length === expected.migrations.length) {
          logger.info('The database schema was made', { migrations: applied.length });
        } else if (applied.length > 0) {
          logger.info('The database schema was migrated', { migrations: applied });
        }
        await assertSchema(url, expected, logger);
      },
      [server, migrator, expectedSchema, postgresSettings.token, platform.logger],
    );
    wiring.singleton(
      database,
      ({ url }, settings, logger, features, _schema) =>
        new Database(
          createDataSource(url, features.gather('entities'), settings, logger),
          features.constraints,
        ).connect(),
      [server, postgresSettings.token, platform.logger, platform.features, schema],
      (connected) => connected.close(),
    );
    wiring.singleton(
      notifications,
      ({ url, directUrl = url }, logger) => new Notifications(directUrl, logger),
      [server, platform.logger],
      (open) => open.close(),
    );
    wiring.singleton(
      platform.clock,
      (connected) => DatabaseClock.start(connected),
      [database],
      (clock) => clock.close(),
    );
    wiring.instance(platform.unitOfWork, TypeOrmUnitOfWork, [database, platform.logger]);
    wiring.singleton(platform.currentTransaction, ({ transaction }) => transaction, [database]);
    wiring.singleton(
      eventAppender,
      (stored, ...others) => new EventAppender(new TypeOrmEventLog(stored), stored.transaction, ...others),
      [database, platform.ids, eventsTokens.catalogue, eventsTokens.signal, contributed.appendedEvents],
    );
    wiring.singleton(
      probe,
      ({ url }, { dataSource }) => new DatabaseProbe(url, dataSource),
      [server, database],
      (asking) => asking.close(),
    );
    wiring.contribute('health check', 'database', (asking) => asking, [probe]);
  },
});

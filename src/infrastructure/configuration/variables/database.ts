import { resolve } from 'node:path';
import Joi from 'joi';
import type { DatabaseConfig } from '../config.js';
import { InvalidVariable } from '../configuration-error.js';
import {
  checkedInProduction,
  flag,
  integer,
  isProduction,
  parsed,
  requiredInProduction,
  secret,
  type VariableMeta,
  when,
  withDefault,
} from '../variable-types.js';
import { isDefaultSecret } from './weak-secrets.js';

export interface DatabaseVariables {
  readonly STORAGE: 'postgres' | 'memory';
  readonly DATABASE_URL?: string;
  readonly DATABASE_MIGRATION_URL?: string;
  readonly DATA_DIR: string;
  readonly DATABASE_POOL_SIZE: number;
  readonly DATABASE_ACQUIRE_TIMEOUT_MS: number;
  readonly DATABASE_STATEMENT_TIMEOUT_MS: number;
  readonly DATABASE_PREPARED_STATEMENTS: boolean;
  readonly MIGRATE_ON_START: boolean;
}

function parseDatabaseUrl(text: string): string {
  const url = URL.parse(text);
  if (url !== null && /^postgres(ql)?:$/.test(url.protocol) && url.pathname.length > 1) return text;
  throw new InvalidVariable('must be a URL of the form postgres://user:password@host:5432/database');
}

function refuseWeakPassword(url: string): string {
  const { username, password, searchParams } = new URL(url);
  const plain = decodeURIComponent(password) || searchParams.get('password');
  if (!plain) return url;
  if (isDefaultSecret(plain) || plain === decodeURIComponent(username) || plain.length < 8) {
    throw new InvalidVariable(
      'has a default or guessable password, which production refuses',
      'Give the database user a random password, for example from `openssl rand -hex 24`.',
    );
  }
  return url;
}

export const databaseVariables: Record<keyof DatabaseVariables, Joi.Schema> = {
  STORAGE: when(
    Joi.string().valid('postgres', 'memory').default('postgres'),
    'NODE_ENV',
    'production',
    Joi.invalid('memory'),
  )
    .description('`memory` forgets everything when the process ends.')
    .example('postgres')
    .meta({ productionRule: '`memory` is refused' } satisfies VariableMeta),
  DATABASE_URL: requiredInProduction(
    checkedInProduction(secret(parsed(parseDatabaseUrl)), refuseWeakPassword),
  )
    .description('PostgreSQL to use. Outside production an embedded one is started when it is not set.')
    .example('postgres://gatehouse:a-long-random-one@db:5432/gatehouse')
    .meta({ productionRule: 'a default or guessable password is refused' } satisfies VariableMeta),
  DATABASE_MIGRATION_URL: checkedInProduction(secret(parsed(parseDatabaseUrl)), refuseWeakPassword)
    .description(
      'The same database by the role that owns its tables and migrates. By default that of `DATABASE_URL`, which ' +
        'then could switch off what protects them, and is warned of it.',
    )
    .example('postgres://gatehouse_owner:another-long-random-one@db:5432/gatehouse')
    .meta({ productionRule: 'a default or guessable password is refused' } satisfies VariableMeta),
  DATA_DIR: Joi.string()
    .default('.gatehouse')
    .description(
      'Directory of the embedded database, and of the encryption key that is made when none is set.',
    )
    .example('/var/lib/gatehouse'),
  DATABASE_POOL_SIZE: integer(1, 1000)
    .default(10)
    .unit('connections')
    .description('Most connections of this process.')
    .example(20),
  DATABASE_ACQUIRE_TIMEOUT_MS: integer(100, 60_000)
    .default(2000)
    .unit('ms')
    .description('For a free connection; then 503.')
    .example(1000),
  DATABASE_STATEMENT_TIMEOUT_MS: integer(100, 600_000)
    .default(5000)
    .unit('ms')
    .description('For one statement, which is then cancelled.')
    .example(10_000),
  DATABASE_PREPARED_STATEMENTS: flag()
    .default(true)
    .description(
      'Have each connection parse frequent statements once. A pooler that hands a connection from one transaction to ' +
        'the next must support that (PgBouncer from 1.21, with `max_prepared_statements`).',
    )
    .example(false),
  MIGRATE_ON_START: withDefault(
    flag(),
    '`false` in production, else `true`',
    (values) => !isProduction(values),
  )
    .description('Bring the database schema up to date before listening.')
    .example(true),
};

export function toDatabaseConfig(variables: DatabaseVariables): DatabaseConfig {
  if (variables.STORAGE === 'memory') return { kind: 'memory' };
  const settings = {
    poolSize: variables.DATABASE_POOL_SIZE,
    acquireTimeoutMs: variables.DATABASE_ACQUIRE_TIMEOUT_MS,
    statementTimeoutMs: variables.DATABASE_STATEMENT_TIMEOUT_MS,
    preparesStatements: variables.DATABASE_PREPARED_STATEMENTS,
    migrateOnStart: variables.MIGRATE_ON_START,
  };
  return variables.DATABASE_URL === undefined
    ? { kind: 'embedded', directory: resolve(variables.DATA_DIR), ...settings }
    : {
        kind: 'postgres',
        url: variables.DATABASE_URL,
        migrationUrl: variables.DATABASE_MIGRATION_URL ?? variables.DATABASE_URL,
        ...settings,
      };
}

import { EntitySchema } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FeatureSet } from '#composition/feature-set.js';
import { builtInFeatures } from '#composition/features.js';
import { createDataSource } from '#infrastructure/postgres/data-source.js';
import { userSchema } from '#infrastructure/postgres/users/schema.js';
import { silentLogger } from '#testing/loggers.js';
import { createTestDatabase, type TestDatabase } from '#testing/test-database.js';

/**
 * Columns as they are in the database, in lines such as `users.created_at timestamp(3) with time zone`, but those of the
 * tables that no statement reaches by an entity schema.
 */
const actual = `
  SELECT relname || '.' || attname || ' ' || format_type(atttypid, atttypmod)
    || CASE WHEN attnotnull THEN '' ELSE ' nullable' END
    || CASE WHEN attnum = ANY (conkey) THEN ' primary' ELSE '' END AS line
  FROM pg_attribute
  JOIN pg_class ON pg_class.oid = attrelid
  LEFT JOIN pg_constraint ON conrelid = attrelid AND contype = 'p'
  WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    AND relname <> ALL ('{gatehouse_migrations,job_schedules,job_outbox,event_log_start,event_subscriptions,event_dead_letters,login_attempts,idempotent_requests}')
    AND relname <> ALL ('{one_time_tokens,mail_counters,mailed_codes,pending_registrations,notice_marks}')
    AND relname <> ALL ('{mfa_factors,mfa_recovery_codes,mfa_challenges,mfa_trusted_devices,webhook_deliveries,tenant_webhook_deliveries,webhook_directory}')
    AND relname <> ALL ('{tenants,tenant_members,tenant_invitations,tenant_roles,user_tenants}')
    AND relname <> ALL ('{sign_in_activity,sign_in_activity_head,sign_in_devices,handled_messages,begun_messages}')
    AND attnum > 0 AND NOT attisdropped`;

const entities = new FeatureSet(builtInFeatures).gather('entities');

/** What differs between the entity schemas and the database. */
async function drift(url: string, schemas: readonly EntitySchema[]): Promise<string[]> {
  const settings = {
    poolSize: 1,
    acquireTimeoutMs: 20_000,
    statementTimeoutMs: 20_000,
  };
  const options = createDataSource(url, schemas, settings, silentLogger);
  const dataSource = await options.initialize();
  try {
    const declared = dataSource.entityMetadatas.flatMap(({ tableName, columns }) =>
      columns.map((column) => {
        const type = dataSource.driver.createFullType({
          type: dataSource.driver.normalizeType(column),
          precision: column.precision,
          isArray: column.isArray,
        } as never);
        const flags = (column.isNullable ? ' nullable' : '') + (column.isPrimary ? ' primary' : '');
        return `${tableName}.${column.databaseName} ${type.toLowerCase().replace(/ array$/, '[]')}${flags}`;
      }),
    );
    const rows: { line: string }[] = await dataSource.query(actual);
    return [...new Set(declared).symmetricDifference(new Set(rows.map(({ line }) => line)))].sort();
  } finally {
    await dataSource.destroy();
  }
}

describe('the entity schemas and the migrations', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => database.drop());

  it('know the same columns', async () => {
    expect(await drift(database.url, entities)).toEqual([]);
  });

  it('are told apart when only one of them has a column, or has it otherwise', async () => {
    const others = entities.filter((schema) => schema !== userSchema);
    const changed = new EntitySchema<object>({
      ...userSchema.options,
      columns: {
        ...userSchema.options.columns,
        username: { type: 'text', nullable: true },
        extra: { type: 'integer' },
      },
    });
    expect(await drift(database.url, [changed, ...others])).toEqual([
      'users.extra integer',
      'users.username text',
      'users.username text nullable',
    ]);
    expect(await drift(database.url, others)).toContain('users.id uuid primary');
  });
});

import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { DataSource, type QueryRunner } from 'typeorm';
import type { Logger } from '#application/shared/logger.js';
import { OperatorError } from '#infrastructure/operator-error.js';
import { advisoryLocks } from './advisory-locks.js';
import { Client } from './client.js';
import { explainConnecting, startTimeoutMs } from './connect-faults.js';
import { endWhenOverdue } from './connection-guard.js';
import { DatabaseError } from './database-error.js';
import { translateError } from './error-translation.js';
import { type ExpectedSchema, type FeatureMigration, schemasBeside } from './expected-schema.js';
import { grantTo } from './grants.js';
import {
  compareSchema,
  forgetMigration,
  prepareRecords,
  recordedMigrations,
  recordMigration,
  refuseAhead,
} from './migration-records.js';
import { connected, isDirect } from './plain-connection.js';
import { type RetryPolicy, retrying } from './retry.js';
import { silentTypeOrmLogger } from './silent-logger.js';
import { refuseLoopholes } from './tenant-loopholes.js';
import { confineToTenants } from './tenant-tables.js';

export interface MigratorSettings {
  /** How the service connects: what is made is granted to its role. By default the role that migrates. */
  readonly serviceUrl?: string;
  /** Which holds the URL of the role that migrates. */
  readonly variable?: string;
  /** For a lock on a table that somebody uses; all who want that table wait meanwhile, so it is short. */
  readonly lockTimeoutMs?: number;
  /** Between two attempts those who waited get on. */
  readonly lockRetries?: RetryPolicy;
  /** For an answer. A migration may take longer, as long as the server answers on another connection. */
  readonly answerTimeoutMs?: number;
  /** Is told for whom the migrator waits. */
  readonly logger?: Logger;
}

const lockPollMs = 200;
const lockNotAvailable = '55P03';
const defaultLockRetries: RetryPolicy = { attempts: 30, baseDelayMs: 500, maxDelayMs: 4000 };

const behindPooler =
  'Migrations hold a lock and settings of their session, which a pooler of connections would leave behind for others: ' +
  'set DATABASE_MIGRATION_URL, or DATABASE_DIRECT_URL, to PostgreSQL itself';

/**
 * Brings the schema of a database up or down, on a connection of its own without limits on the time of a statement,
 * as long as the server is alive.
 * Each migration has a transaction, unless it says `transaction = false`.
 */
export class Migrator {
  readonly #dataSource: DataSource;
  readonly #lockTimeoutMs: number;
  readonly #lockRetries: RetryPolicy;
  readonly #answerTimeoutMs: number;

  /** @param url of the role that owns the tables. */
  constructor(
    private readonly url: string,
    private readonly schema: ExpectedSchema,
    private readonly settings: MigratorSettings = {},
  ) {
    this.#lockTimeoutMs = settings.lockTimeoutMs ?? 1000;
    this.#lockRetries = settings.lockRetries ?? defaultLockRetries;
    this.#answerTimeoutMs = settings.answerTimeoutMs ?? startTimeoutMs;
    this.#dataSource = new DataSource({
      type: 'postgres',
      url,
      logger: silentTypeOrmLogger,
      synchronize: false,
      installExtensions: false,
      poolSize: 1,
      connectTimeoutMS: startTimeoutMs,
      applicationName: 'gatehouse-migrator',
      extra: {
        Client,
        keepAlive: true,
        onConnect: (client: pg.Client) =>
          endWhenOverdue(client, this.#answerTimeoutMs, () => this.#isAlive()),
      },
    });
  }

  /**
   * Runs what is pending, confines the tables of tenants and grants the service what it needs. Several instances may
   * do so at once.
   * @returns the names.
   * @throws OperatorError when a feature's tables are ahead, something leads past those of tenants, or somebody uses a
   * table for too long.
   */
  up(): Promise<string[]> {
    return this.#locked(async (runner) => {
      await transactional(runner, () => prepareRecords(runner, this.schema.migrations));
      const state = compareSchema(this.schema, await recordedMigrations(runner));
      refuseAhead(state);
      for (const migration of state.pending) await this.#run(runner, migration, 'up');
      const role = await this.#serviceRole(runner);
      await transactional(runner, async () => {
        await confineToTenants(runner, this.schema.tenantTables);
        if (role !== null) await grantTo(runner, role, await schemasBeside(runner, this.schema.schemas));
      });
      await refuseLoopholes(runner, this.schema.tenantTables, role);
      return state.pending.map(({ name }) => name);
    });
  }

  /**
   * Reverts the migration that ran last.
   * @param feature of this one; by default of those that are loaded.
   * @returns its name, or null where there is none.
   */
  down(feature?: string): Promise<string | null> {
    return this.#locked(async (runner) => {
      const recorded = await recordedMigrations(runner);
      const state = compareSchema(this.schema, recorded);
      refuseAhead({ unknown: [...state.unknown, ...state.newer] });
      const candidates = this.schema.migrations.filter(
        (known) => feature === undefined || known.feature === feature,
      );
      const last = recorded.findLast((done) => candidates.some(({ name }) => name === done.name));
      const migration = candidates.find(({ name }) => name === last?.name);
      if (migration === undefined) return null;
      await this.#run(runner, migration, 'down');
      return migration.name;
    });
  }

  /** Null where it is the one that migrates. */
  async #serviceRole(runner: QueryRunner): Promise<string | null> {
    const { serviceUrl = this.url } = this.settings;
    if (serviceUrl === this.url) return null;
    const [service] = await connected(serviceUrl, ({ query }) => query('SELECT current_user AS "role"'));
    const [own] = await runner.query('SELECT current_user AS "role"');
    return service?.role === own.role ? null : (service?.role ?? null);
  }

  /** Whether the server answers at all, be it with a refusal. */
  #isAlive(): Promise<boolean> {
    const ask = connected(this.url, ({ query }) => query('SELECT'), undefined, this.#answerTimeoutMs);
    return ask.then(
      () => true,
      (error) => error.cause?.cause instanceof pg.DatabaseError,
    );
  }

  async #locked<T>(task: (runner: QueryRunner) => Promise<T>): Promise<T> {
    try {
      await this.#dataSource.initialize();
      const runner = this.#dataSource.createQueryRunner();
      if (!(await isDirect(await runner.connect()))) throw new OperatorError(behindPooler);
      await acquireLock(runner, this.settings.logger);
      try {
        await runner.query(`SELECT set_config('lock_timeout', $1, false)`, [`${this.#lockTimeoutMs}ms`]);
        // A statement on the rows of all tenants fails then, instead of finding none.
        await runner.query('SET row_security = off');
        return await task(runner);
      } finally {
        await releaseLock(runner);
      }
    } catch (error) {
      throw this.#explained(error);
    } finally {
      if (this.#dataSource.isInitialized) await this.#dataSource.destroy();
    }
  }

  async #run(runner: QueryRunner, migration: FeatureMigration, direction: 'up' | 'down'): Promise<void> {
    const instance = new migration.type();
    const work = async () => {
      await instance[direction](runner);
      if (direction === 'up') await recordMigration(runner, migration, instance);
      else await forgetMigration(runner, migration);
    };
    // What has no transaction may have done a part of it.
    if (instance.transaction === false) return work();
    await retrying(
      this.#lockRetries,
      (error) => DatabaseError.from(error)?.sqlState === lockNotAvailable,
      () => transactional(runner, work),
    );
  }

  #explained(error: unknown): unknown {
    const { variable = 'DATABASE_URL' } = this.settings;
    const unconnected = explainConnecting(error, { url: this.url, variable });
    if (unconnected !== null) return unconnected;
    const cause = DatabaseError.from(error);
    const statement = cause?.statement?.replaceAll(/\s+/g, ' ').trim();
    switch (cause?.sqlState) {
      case lockNotAvailable:
        return new OperatorError(
          `A migration gave up: another session held a table that it changes, for ${this.#lockTimeoutMs} ms at each of ` +
            `${this.#lockRetries.attempts} attempts. What it had done is undone; run it again when the table is used less. ` +
            `pg_blocking_pids() tells who holds it. It was at: ${statement}`,
        );
      case '42501':
        if (statement?.startsWith('CREATE EXTENSION')) {
          return new OperatorError(
            `The role that migrates may not make an extension (${cause.message}): have a superuser run \`${statement}\` ` +
              'in this database, then migrate again.',
          );
        }
        return new OperatorError(
          `The role that migrates may not do what it should (${cause.message}). DATABASE_MIGRATION_URL is for the ` +
            `one that owns the database. It was at: ${statement}`,
        );
      default:
        return translateError(error);
    }
  }
}

async function transactional(runner: QueryRunner, work: () => Promise<void>): Promise<void> {
  await runner.startTransaction();
  try {
    await work();
    await runner.commitTransaction();
  } catch (error) {
    await runner.rollbackTransaction().catch(() => undefined);
    throw error;
  }
}

/** `pg_terminate_backend(pid)` frees it. */
const lockHolder = `
  SELECT pid, usename AS "role", application_name AS "application", host(client_addr) AS "address"
  FROM pg_locks JOIN pg_stat_activity USING (pid)
  WHERE locktype = 'advisory' AND (classid, objid, objsubid) = ($1, $2, 2) AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;

/** Asks again instead of waiting in the server: a waiting statement would block CREATE INDEX CONCURRENTLY. */
async function acquireLock(runner: QueryRunner, logger?: Logger): Promise<void> {
  let told: unknown;
  for (;;) {
    const [row] = await runner.query('SELECT pg_try_advisory_lock($1, $2) AS locked', [
      ...advisoryLocks.migrations,
    ]);
    if (row.locked) return;
    const [holder] = await runner.query(lockHolder, [...advisoryLocks.migrations]);
    if (holder !== undefined && holder.pid !== told) {
      told = holder.pid;
      logger?.info('Migrations wait for another session, which migrates or has left its lock behind', holder);
    }
    await delay(lockPollMs);
  }
}

/** A broken connection has let go already. */
async function releaseLock(runner: QueryRunner): Promise<void> {
  await runner
    .query('SELECT pg_advisory_unlock($1, $2)', [...advisoryLocks.migrations])
    .catch(() => undefined);
}

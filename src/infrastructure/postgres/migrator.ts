import { setTimeout as delay } from 'node:timers/promises';
import { DataSource, MigrationExecutor, type MixedList, type QueryRunner } from 'typeorm';
import { OperatorError } from '#infrastructure/operator-error.js';
import { advisoryLocks } from './advisory-locks.js';
import { translateError } from './error-translation.js';
import { grantTo } from './grants.js';
import { silentTypeOrmLogger } from './silent-logger.js';

type Migrations = Extract<MixedList<new () => object>, readonly unknown[]>;

const lockPollMs = 200;

/** Brings the schema of a database up or down, on a connection of its own without time limits. */
export class Migrator {
  readonly #dataSource: DataSource;

  /** @param serviceRole the role that is to use what the one of the URL makes, where that is another. */
  constructor(
    url: string,
    migrations: readonly (new () => object)[],
    private readonly serviceRole: string | null = null,
  ) {
    this.#dataSource = new DataSource({
      type: 'postgres',
      url,
      migrations: [...migrations] as Migrations,
      logger: silentTypeOrmLogger,
      synchronize: false,
      installExtensions: false,
      poolSize: 1,
      applicationName: 'gatehouse-migrator',
    });
  }

  /**
   * Runs what is pending, each in a transaction. Several instances may do so at once.
   * @returns the names.
   * @throws OperatorError when the schema is ahead.
   */
  async up(): Promise<string[]> {
    const done = await this.#locked(async (runner, executor) => {
      this.#refuseUnknown(await executedBy(executor));
      const executed = await executor.executePendingMigrations();
      if (this.serviceRole !== null) await grantTo(runner, this.serviceRole);
      return executed;
    });
    return done.map(({ name }) => name);
  }

  /** Reverts the migration that ran last. */
  down(): Promise<void> {
    return this.#locked(async (_runner, executor) => {
      this.#refuseUnknown(await executedBy(executor));
      await executor.undoLastMigration();
    });
  }

  /** @throws OperatorError when the schema is not the one this code was written for. */
  async assertUpToDate(): Promise<void> {
    const pending = await this.#connected(async (_runner, executor) => {
      const executed = await executedBy(executor);
      this.#refuseUnknown(executed);
      return this.#known().difference(executed);
    });
    if (pending.size > 0) {
      throw new OperatorError(
        `The database schema is behind (${[...pending].join(', ')}): ` +
          'run `node dist/src/migrate.js up`, or `npm run migrate` in a checkout',
      );
    }
  }

  #known(): ReadonlySet<string> {
    return new Set(this.#dataSource.migrations.map((migration) => migration.constructor.name));
  }

  #refuseUnknown(executed: ReadonlySet<string>): void {
    const unknown = executed.difference(this.#known());
    if (unknown.size === 0) return;
    throw new OperatorError(
      `The database is ahead of this version (${[...unknown].join(', ')}): run a newer version of Gatehouse`,
    );
  }

  #locked<T>(task: (runner: QueryRunner, executor: MigrationExecutor) => Promise<T>): Promise<T> {
    return this.#connected(async (runner, executor) => {
      await acquireLock(runner);
      try {
        executor.transaction = 'each';
        return await task(runner, executor);
      } finally {
        await runner.query('SELECT pg_advisory_unlock($1, $2)', [...advisoryLocks.migrations]);
      }
    });
  }

  async #connected<T>(task: (runner: QueryRunner, executor: MigrationExecutor) => Promise<T>): Promise<T> {
    try {
      await this.#dataSource.initialize();
      const runner = this.#dataSource.createQueryRunner();
      return await task(runner, new MigrationExecutor(this.#dataSource, runner));
    } catch (error) {
      throw translateError(error);
    } finally {
      if (this.#dataSource.isInitialized) await this.#dataSource.destroy();
    }
  }
}

async function executedBy(executor: MigrationExecutor): Promise<ReadonlySet<string>> {
  return new Set((await executor.getExecutedMigrations()).map(({ name }) => name));
}

/** Asks again instead of waiting in the server: a waiting statement would block CREATE INDEX CONCURRENTLY. */
async function acquireLock(runner: QueryRunner): Promise<void> {
  for (;;) {
    const [row] = await runner.query('SELECT pg_try_advisory_lock($1, $2) AS locked', [
      ...advisoryLocks.migrations,
    ]);
    if (row.locked) return;
    await delay(lockPollMs);
  }
}

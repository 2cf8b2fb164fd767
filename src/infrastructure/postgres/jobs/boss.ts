import type { Db, PgBoss } from 'pg-boss';
import type { EntityManager } from 'typeorm';
import type { Logger } from '#application/shared/logger.js';
import { OperatorError } from '#infrastructure/operator-error.js';
import type { Database } from '../database.js';
import { bossSchema, bossSchemaVersion } from './boss-schema.js';

/** Nothing of its own accord: what it would do on timers of its own is done by our runner, or not needed. */
const passive = {
  migrate: false,
  supervise: false,
  schedule: false,
  registerInstance: false,
  openTelemetry: { enabled: false },
  // It knows the queues that we make; a day is the most that it takes.
  queueCacheIntervalSeconds: 86_400,
} as const;

/**
 * pg-boss on the connections of our pool, each statement by itself, so that a pooler of connections may be in between.
 * It is loaded and begun when there is a job for the first time: who has none, does not pay for it.
 */
export class Boss {
  #started: Promise<PgBoss> | undefined;
  readonly #queues = new Set<string>();

  constructor(
    private readonly database: Database,
    private readonly logger: Logger,
  ) {}

  get schema(): string {
    return bossSchema(this.database.schema);
  }

  /** Once; again after a failure. @throws OperatorError as below. */
  get(): Promise<PgBoss> {
    this.#started ??= this.#start().catch((error) => {
      this.#started = undefined;
      throw error;
    });
    return this.#started;
  }

  /** @throws OperatorError where its tables are of another version than the library's. */
  async assertVersion(): Promise<void> {
    const rows = await this.database.repeatable((manager) => manager.query(selectVersion(this.schema)));
    const version: number | undefined = rows[0]?.version;
    if (version === bossSchemaVersion) return;
    throw new OperatorError(
      `The tables of jobs in the schema ${this.schema} have version ${version}, where this release works with ` +
        `${bossSchemaVersion}: run its migrations, or the release that has made them`,
    );
  }

  /** Makes the queues that are not there yet, by a statement of its own. Unlike pg-boss's, it takes no lock. */
  async ensureQueues(names: readonly string[]): Promise<void> {
    const unknown = names.filter((name) => !this.#queues.has(name));
    if (unknown.length === 0) return;
    await this.database.repeatable((manager) => manager.query(createQueues(this.schema), [unknown]));
    for (const name of unknown) this.#queues.add(name);
  }

  async close(): Promise<void> {
    const started = await this.#started?.catch(() => undefined);
    await started?.stop({ graceful: false, close: false });
  }

  async #start(): Promise<PgBoss> {
    await this.assertVersion();
    const { PgBoss: Library } = await import('pg-boss');
    const boss = new Library({ ...passive, schema: this.schema, db: this.#ownDatabase() });
    boss.on('error', (error) => this.logger.error('pg-boss failed', { error }));
    boss.on('warning', ({ message }) => this.logger.warn('pg-boss warns', { reason: message }));
    await boss.start();
    return boss;
  }

  #ownDatabase(): Db {
    return {
      executeSql: (text, values) => this.database.standalone((manager) => execute(manager, text, values)),
    };
  }
}

const selectVersion = (schema: string) => `SELECT version FROM ${schema}.version`;

/** Each job is its own key where it was given none, since a queue has one policy for all. */
const createQueues = (schema: string) => `
  SELECT ${schema}.create_queue(name, '{"policy": "exclusive"}'::jsonb) FROM unnest($1::text[]) AS wanted (name)`;

/** In the transaction of the manager, where there is one. TypeORM's own results differ by the sort of statement. */
export async function execute(
  manager: EntityManager,
  text: string,
  values?: unknown[],
  // biome-ignore lint/suspicious/noExplicitAny: as pg-boss has it.
): Promise<{ rows: any[] }> {
  const runner = manager.queryRunner ?? manager.connection.createQueryRunner();
  try {
    const { records } = await runner.query(text, values, true);
    return { rows: records };
  } finally {
    if (manager.queryRunner === undefined) await runner.release();
  }
}

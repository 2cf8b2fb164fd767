import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { Cleanup } from './cleanup.ts';
import { productModule, productPackage, rootDirectory } from './paths.ts';

interface EmbeddedModule {
  readonly OWNER_ROLE: string;
  startEmbeddedPostgres(options: {
    directory: string;
    settings?: Record<string, string>;
  }): Promise<{ migrationUrl: string; superuserUrl: string; stop(): Promise<void> }>;
}

interface StateDirectoryModule {
  resolveStateDirectory(directory: string): string;
}

/** Of the embedded server, for a machine of this size; durability stays as it is by default. */
export const serverSettings: Readonly<Record<string, string>> = {
  shared_buffers: `${Math.max(128, Math.min(1024, Math.floor(totalmem() / 2 ** 20 / 16)))}MB`,
  max_connections: '200',
  max_wal_size: '4GB',
  min_wal_size: '256MB',
  maintenance_work_mem: '512MB',
  effective_cache_size: `${Math.floor(totalmem() / 2 ** 20 / 2)}MB`,
  random_page_cost: '1.1',
  max_parallel_maintenance_workers: String(Math.max(1, Math.min(4, availableParallelism() - 1))),
};

/** Kept by `npm run bench:seed` for later runs. */
const keptPrefix = 'gatehouse_bench_seeded_';
const prefix = 'gatehouse_bench_';

export function seededDatabaseName(users: number): string {
  return `${keptPrefix}${users}`;
}

/** A server on which databases can be made: the embedded one, or that of `DATABASE_URL`. */
export class PostgresServer {
  readonly isEmbedded: boolean;
  readonly #url: string;
  readonly #cleanup: Cleanup;

  private constructor(url: string, isEmbedded: boolean, cleanup: Cleanup) {
    this.#url = url;
    this.isEmbedded = isEmbedded;
    this.#cleanup = cleanup;
  }

  /** @param keep whether the data of the embedded server are to stay. */
  static async open(cleanup: Cleanup, { keep = false } = {}): Promise<PostgresServer> {
    const external = process.env.DATABASE_URL;
    if (external) return new PostgresServer(external, false, cleanup);
    const { OWNER_ROLE, startEmbeddedPostgres } = productPackage<EmbeddedModule>(
      '@gatehouse/embedded-postgres',
    );
    const { resolveStateDirectory } = await productModule<StateDirectoryModule>(
      'infrastructure/state-directory.js',
    );
    const state = resolveStateDirectory(join(rootDirectory, '.gatehouse', 'bench'));
    const wasThere = existsSync(state);
    cleanup.add(async () => {
      if (!wasThere && !keep) await rm(state, { recursive: true, force: true });
    });
    const { migrationUrl, superuserUrl, stop } = await startEmbeddedPostgres({
      directory: state,
      settings: { ...serverSettings },
    });
    cleanup.add(stop);
    await withClient(superuserUrl, (client) => client.query(`ALTER ROLE ${OWNER_ROLE} CREATEDB`));
    return new PostgresServer(migrationUrl, true, cleanup);
  }

  urlOf(database: string): string {
    const url = new URL(this.#url);
    url.pathname = `/${database}`;
    return url.href;
  }

  /** A new database, which is dropped at the end. */
  async createDatabase(name: string): Promise<string> {
    const full = `${prefix}${name}`;
    await this.#administer(`DROP DATABASE IF EXISTS ${full} WITH (FORCE)`, `CREATE DATABASE ${full}`);
    this.#cleanup.add(() => this.dropDatabase(full));
    return this.urlOf(full);
  }

  async dropDatabase(full: string): Promise<void> {
    await this.#administer(`DROP DATABASE IF EXISTS ${full} WITH (FORCE)`);
  }

  /** One that stays. */
  async createKeptDatabase(full: string): Promise<string> {
    if (!(await this.hasDatabase(full))) await this.#administer(`CREATE DATABASE ${full}`);
    return this.urlOf(full);
  }

  async hasDatabase(full: string): Promise<boolean> {
    return withClient(this.#url, async (client) => {
      const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [full]);
      return rowCount === 1;
    });
  }

  version(): Promise<string> {
    return withClient(this.#url, async (client) => {
      const { rows } = await client.query('SHOW server_version');
      return rows[0].server_version;
    });
  }

  async #administer(...statements: string[]): Promise<void> {
    await withClient(this.#url, async (client) => {
      for (const statement of statements) await client.query(statement);
    });
  }
}

export async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'gatehouse-bench' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

import pg from 'pg';
import { endWhenOverdue } from './connection-guard.js';
import type { PooledDataSource } from './data-source.js';

const answerTimeoutMs = 2_000;

/**
 * Asks on a connection of its own whether the database can be written to, so that a pool whose connections are all
 * taken is told from a database that is gone, and a primary that has become a standby from one that has not.
 */
export class DatabaseProbe {
  readonly name = 'database';
  #client: pg.Client | null = null;

  constructor(
    private readonly url: string,
    private readonly pool: Pick<PooledDataSource, 'isBusy' | 'dropConnections'>,
  ) {}

  /** To be asked once at a time. @throws Error when there is no answer. */
  async check(): Promise<'up' | 'busy' | 'read-only'> {
    if (await this.#isReadOnly()) {
      // Whoever writes now is behind the same address, but not at the end of these connections.
      this.pool.dropConnections();
      await this.close();
      return 'read-only';
    }
    return this.pool.isBusy ? 'busy' : 'up';
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    await client?.end().catch(() => undefined);
  }

  async #isReadOnly(): Promise<boolean> {
    try {
      this.#client ??= await this.#connect();
      const { rows } = await this.#client.query(
        `SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean AS "isReadOnly"`,
      );
      return rows[0].isReadOnly;
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.url,
      application_name: 'gatehouse-probe',
      connectionTimeoutMillis: answerTimeoutMs,
      keepAlive: true,
    });
    endWhenOverdue(client, answerTimeoutMs);
    await client.connect();
    return client;
  }
}

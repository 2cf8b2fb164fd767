import type pg from 'pg';
import {
  DataSource,
  type DataSourceOptions,
  type Driver,
  type EntitySchema,
  type Logger as TypeOrmLogger,
} from 'typeorm';
import type { Logger } from '#application/shared/logger.js';
import { BoundedQueue } from '../shared/bounded-queue.js';
import { Client } from './client.js';
import { breakOff, endWhenOverdue, endWithServer } from './connection-guard.js';
import { silentTypeOrmLogger } from './silent-logger.js';

export interface PoolSettings {
  readonly poolSize: number;
  /** For a free connection; then 503. */
  readonly acquireTimeoutMs: number;
  readonly statementTimeoutMs: number;
}

/** For an answer to arrive after the server has given up on the statement. */
const stallGraceMs = 2_000;

/** Connections that no transaction takes, for statements that wait for no lock. */
const spareConnections = 2;
/** Far more than can begin in the time for which they wait. */
const maxWaitingTransactions = 10_000;
/** What runs in the background can wait; its own limits of time end it. */
const backgroundWaitMs = 600_000;

export class PooledDataSource extends DataSource {
  /** Lets as many transactions run at a time as leave some connections to others, however long locks are waited for. */
  readonly transactionTurns: BoundedQueue;
  /** A part of them, for transactions that nobody waits for, so that requests find the others free. */
  readonly backgroundTurns: BoundedQueue;
  /**
   * Sets what the code assumes of a session, whatever the database or the role has set. A lock that is waited for as long
   * as a connection may be waited for keeps that connection from those who need no lock.
   */
  readonly setSession: string;
  readonly #clients = new Set<pg.Client>();

  constructor(options: DataSourceOptions, { poolSize, acquireTimeoutMs, statementTimeoutMs }: PoolSettings) {
    super(options);
    this.setSession = `
      SET datestyle = 'ISO, YMD'; SET standard_conforming_strings = on;
      SET default_transaction_isolation = 'read committed';
      SET statement_timeout = ${statementTimeoutMs}; SET idle_in_transaction_session_timeout = ${statementTimeoutMs};
      SET lock_timeout = ${Math.min(statementTimeoutMs, acquireTimeoutMs)}`;
    this.transactionTurns = new BoundedQueue({
      concurrency: Math.max(Math.ceil(poolSize / 2), poolSize - spareConnections),
      maxQueue: maxWaitingTransactions,
      maxWaitMs: acquireTimeoutMs,
    });
    this.backgroundTurns = new BoundedQueue({
      concurrency: Math.max(1, Math.floor(poolSize / 4)),
      maxQueue: maxWaitingTransactions,
      maxWaitMs: backgroundWaitMs,
    });
  }

  /** Whether somebody waits for a connection, since all of them are taken. */
  get isBusy(): boolean {
    const { master } = this.driver as Driver & { readonly master?: pg.Pool };
    return (master?.waitingCount ?? 0) > 0;
  }

  watch(client: pg.Client): void {
    this.#clients.add(client);
    client.once('end', () => this.#clients.delete(client));
  }

  /** Breaks off all connections that are open, for new ones to be made when they are needed. */
  dropConnections(): void {
    for (const client of this.#clients) breakOff(client, 'the server has become read-only');
  }
}

/**
 * A bounded pool, not connected yet. TLS is as the URL says (`sslmode`). A transaction that its process has
 * abandoned is ended by the server, so that its locks do not stay.
 * @param queryLog sees each statement, for tests.
 */
export function createDataSource(
  url: string,
  entities: readonly EntitySchema[],
  settings: PoolSettings,
  logger: Logger,
  queryLog: TypeOrmLogger = silentTypeOrmLogger,
): PooledDataSource {
  const options: DataSourceOptions = {
    type: 'postgres',
    url,
    entities: [...entities],
    synchronize: false,
    installExtensions: false,
    logger: queryLog,
    invalidWhereValuesBehavior: { null: 'throw', undefined: 'throw' },
    poolSize: settings.poolSize,
    applicationName: 'gatehouse',
    // Without a handler, an idle connection that the server ends would end the process.
    poolErrorHandler: (error: Error) =>
      logger.warn('An idle database connection was lost', { reason: error.message }),
    extra: {
      Client,
      onConnect: async (client: pg.Client) => {
        endWhenOverdue(client, settings.statementTimeoutMs + stallGraceMs);
        endWithServer(client, () => dataSource.dropConnections());
        dataSource.watch(client);
        await client.query(dataSource.setSession);
      },
      connectionTimeoutMillis: settings.acquireTimeoutMs,
      keepAlive: true,
    },
  };
  const dataSource = new PooledDataSource(options, settings);
  return dataSource;
}

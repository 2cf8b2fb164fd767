import type pg from 'pg';
import { DataSource, type EntitySchema, type Logger as TypeOrmLogger } from 'typeorm';
import type { Logger } from '#application/shared/logger.js';
import { endWhenOverdue, endWithServer } from './connection-guard.js';
import { silentTypeOrmLogger } from './silent-logger.js';

export interface PoolSettings {
  readonly poolSize: number;
  /** For a free connection; then 503. */
  readonly acquireTimeoutMs: number;
  readonly statementTimeoutMs: number;
}

/** For an answer to arrive after the server has given up on the statement. */
const stallGraceMs = 2_000;

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
): DataSource {
  return new DataSource({
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
      onConnect: (client: pg.Client) => {
        endWhenOverdue(client, settings.statementTimeoutMs + stallGraceMs);
        endWithServer(client);
      },
      connectionTimeoutMillis: settings.acquireTimeoutMs,
      statement_timeout: settings.statementTimeoutMs,
      idle_in_transaction_session_timeout: settings.statementTimeoutMs,
      keepAlive: true,
    },
  });
}

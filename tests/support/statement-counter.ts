import type { Logger as QueryLog } from 'typeorm';
import type { Module } from '#composition/container.js';
import { tokens } from '#composition/tokens.js';
import type { PostgresSettings } from '#infrastructure/configuration/config.js';
import { createDataSource } from '#infrastructure/postgres/data-source.js';
import { Database } from '#infrastructure/postgres/database.js';
import { silentTypeOrmLogger } from '#infrastructure/postgres/silent-logger.js';

/** Sees every statement that a service sends, those around transactions included. */
export class StatementCounter {
  #statements: string[] = [];

  readonly module: Module = (wiring) => {
    const { postgres, shared } = tokens;
    wiring.singleton(
      postgres.database,
      (url, config, logger, _schema) => {
        const settings = config.database as PostgresSettings;
        return new Database(createDataSource(url, settings, logger, this.#log)).connect();
      },
      [postgres.url, shared.config, shared.logger, postgres.schema],
      (database) => database.close(),
    );
  };

  readonly #log: QueryLog = {
    ...silentTypeOrmLogger,
    logQuery: (query: string) => void this.#statements.push(query.trim()),
  };

  /** The statements that `task` causes. Nothing else may be going on. */
  async during(task: () => Promise<unknown>): Promise<readonly string[]> {
    this.#statements = [];
    await task();
    return this.#statements;
  }
}

import type { Logger as QueryLog } from 'typeorm';
import { platform } from '#composition/platform/platform.tokens.js';
import { postgresSettings } from '#composition/platform/postgres.feature.js';
import { postgresTokens } from '#composition/platform/postgres.tokens.js';
import { createDataSource } from '#infrastructure/postgres/data-source.js';
import { Database } from '#infrastructure/postgres/database.js';
import { askForTime } from '#infrastructure/postgres/database-clock.js';
import { silentTypeOrmLogger } from '#infrastructure/postgres/silent-logger.js';
import { overriding } from '#testing/overriding.js';

/** Sees every statement that a service sends, those around transactions included. */
export class StatementCounter {
  #statements: string[] = [];

  readonly feature = overriding((wiring) => {
    const { database, server, schema } = postgresTokens;
    wiring.replace(
      database,
      ({ url }, settings, features, logger, _schema) =>
        new Database(
          createDataSource(url, features.gather('entities'), settings, logger, this.#log),
          features.constraints,
        ).connect(),
      [server, postgresSettings.token, platform.features, platform.logger, schema],
      (connected) => connected.close(),
    );
  });

  readonly #log: QueryLog = {
    ...silentTypeOrmLogger,
    logQuery: (query: string) => {
      // Nobody causes it: the clock is looked at by itself.
      if (query !== askForTime) this.#statements.push(query.trim());
    },
  };

  /** The statements that `task` causes. Nothing else may be going on. */
  async during(task: () => Promise<unknown>): Promise<readonly string[]> {
    this.#statements = [];
    await task();
    return this.#statements;
  }
}

import type { Logger } from 'typeorm';

/** TypeORM's own loggers print, even with `logging: false`, what went wrong in a migration. */
export const silentTypeOrmLogger: Logger = {
  logQuery() {},
  logQueryError() {},
  logQuerySlow() {},
  logSchemaBuild() {},
  logMigration() {},
  log() {},
};

import type { Logger } from '#application/shared/logger.js';
import type { ExpectedSchema } from './expected-schema.js';
import {
  compareSchema,
  recordedMigrations,
  refuseAhead,
  refuseBehind,
  type SchemaState,
} from './migration-records.js';
import { connected } from './plain-connection.js';
import { refuseLoopholes } from './tenant-loopholes.js';
import { assertConfined } from './tenant-tables.js';

/**
 * Whether the service can work with the database, asked by its own role.
 * @throws OperatorError when a feature is ahead or behind, or a tenant's rows are not protected from the others.
 */
export function assertSchema(url: string, expected: ExpectedSchema, logger: Logger): Promise<void> {
  return connected(url, async (connection) => {
    const state = compareSchema(expected, await recordedMigrations(connection));
    refuseAhead(state);
    refuseBehind(state);
    tellOfForeign(state, logger);
    await assertConfined(connection, expected.tenantTables, logger);
    await refuseLoopholes(connection, expected.tenantTables);
  });
}

export function tellOfForeign({ foreign }: SchemaState, logger: Logger): void {
  if (foreign.length === 0) return;
  logger.info('The database has migrations of features that are not loaded here', { migrations: foreign });
}

import type { Database } from '../database.js';
import { PostgresRetention } from '../retention.js';
import { bossSchema, jobsTable } from './boss-schema.js';

/** Dead letters. */
export function jobRetention(database: Database): PostgresRetention {
  return new PostgresRetention(database, jobsTable(bossSchema(database.schema)), 'id', [
    `state = 'failed' AND completed_on < now() - make_interval(secs => $1)`,
  ]);
}

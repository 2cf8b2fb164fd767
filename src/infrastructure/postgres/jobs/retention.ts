import type { Database } from '../database.js';
import { PostgresRetention } from '../retention.js';
import { jobsTable } from './boss-schema.js';

/** Dead letters. */
export function jobRetention(database: Database): PostgresRetention {
  return new PostgresRetention(database, jobsTable, 'id', [
    `state = 'failed' AND completed_on < now() - make_interval(secs => $1)`,
  ]);
}

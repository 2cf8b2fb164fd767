import type { Database } from '../database.js';
import { PostgresRetention } from '../retention.js';

/**
 * Sessions that have ended or passed their absolute limit; not the idle one, since that changes with every use
 * and an index on it would make each use more expensive.
 */
export function sessionRetention(database: Database): PostgresRetention {
  return new PostgresRetention(database, 'sessions', 'id', [
    'ended_at < now() - make_interval(secs => $1)',
    'expires_at < now() - make_interval(secs => $1)',
  ]);
}

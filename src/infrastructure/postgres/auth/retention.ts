import type { Database } from '../database.js';
import { PostgresRetention } from '../retention.js';

/** Counters whose window has ended. */
export function attemptRetention(database: Database): PostgresRetention {
  return new PostgresRetention(database, 'login_attempts', 'key', [
    'resets_at <= now() - make_interval(secs => $1)',
  ]);
}

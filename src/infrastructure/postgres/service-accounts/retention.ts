import type { Database } from '../database.js';
import { PostgresRetention } from '../retention.js';

/** Keys that have ended. */
export function keyRetention(database: Database): PostgresRetention {
  return new PostgresRetention(database, 'api_keys', 'id', [
    'revoked_at < now() - make_interval(secs => $1)',
    'expires_at < now() - make_interval(secs => $1)',
  ]);
}

import type { Database } from '../database.js';
import { PostgresRetention } from '../retention.js';

export function tokenRetention(database: Database): PostgresRetention {
  return new PostgresRetention(database, 'one_time_tokens', 'hash', [
    'expires_at <= now() - make_interval(secs => $1)',
  ]);
}

import type { Database } from '../database.js';
import { PostgresRetention } from '../retention.js';

/** Answers that are not given again, and claims that were left behind. */
export function idempotencyRetention(database: Database): PostgresRetention {
  return new PostgresRetention(database, 'idempotent_requests', 'id', [
    'expires_at <= now() - make_interval(secs => $1)',
  ]);
}

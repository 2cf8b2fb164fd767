import type { Database } from '../database.js';
import { PostgresRetention } from '../retention.js';

/** What is theirs goes with them, by their foreign keys. */
export function tenantRetention(database: Database): PostgresRetention {
  return new PostgresRetention(database, 'tenants', 'id', [
    'deleted_at <= now() - make_interval(secs => $1)',
  ]);
}

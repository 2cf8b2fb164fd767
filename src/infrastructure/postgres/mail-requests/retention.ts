import type { Database } from '../database.js';
import { PostgresRetention } from '../retention.js';

/** Counters of which nothing counts any more. */
export function counterRetention(database: Database): PostgresRetention {
  return new PostgresRetention(database, 'mail_counters', 'mailbox', [
    'forget_at <= now() - make_interval(secs => $1)',
  ]);
}

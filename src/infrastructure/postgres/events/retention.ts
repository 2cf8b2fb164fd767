import type { Retention } from '#application/shared/retention.js';
import type { Database } from '../database.js';

/** Events that every subscription has passed, and that are nobody's dead letter. A trigger moves the start of the log. */
export class EventRetention implements Retention {
  constructor(private readonly database: Database) {}

  async deleteOverFor(seconds: number, limit: number): Promise<number> {
    const [row]: { deleted: number }[] = await this.database.standalone((manager) =>
      manager.query(deleteHandledEvents, [seconds, limit]),
    );
    return row?.deleted ?? 0;
  }
}

/** Looks at the first `limit` of the log only: they are the oldest. Readers outside are told from where on it is whole. */
const deleteHandledEvents = `
  WITH deleted AS (
    DELETE FROM events WHERE position IN (
      SELECT position FROM (
        SELECT position, appended_at FROM events
        WHERE position <= (SELECT min(position) FROM event_subscriptions)
          AND NOT EXISTS (SELECT FROM event_dead_letters WHERE event_dead_letters.position = events.position)
        ORDER BY position LIMIT $2 FOR UPDATE SKIP LOCKED
      ) AS first
      WHERE appended_at < clock_timestamp() - make_interval(secs => $1)
    )
    RETURNING position
  ), moved AS (
    UPDATE event_log_start SET position = greatest(position, (SELECT max(position) FROM deleted))
    WHERE EXISTS (SELECT FROM deleted)
  )
  SELECT count(*)::integer AS deleted FROM deleted`;

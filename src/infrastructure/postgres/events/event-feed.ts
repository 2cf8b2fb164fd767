import type { EventFeed, EventFilter, EventPage } from '#application/events/event-feed.js';
import type { StoredEvent } from '#application/events/stored-event.js';
import { pageOf } from '#infrastructure/events/event-page.js';
import type { Database } from '../database.js';
import { eventList } from './schema.js';

/** So many events are looked through for those that pass the filter; who wants more asks again. */
const scanLimit = 5_000;

interface Row extends Omit<StoredEvent, 'id'> {
  /** Null where no event is found. */
  readonly id: string | null;
  readonly start: number;
  readonly scanned: number;
  readonly scannedTo: number | null;
}

export class TypeOrmEventFeed implements EventFeed {
  /** What has once been whole up to there stays so, though `event_log_end` may go back: who begins to append comes behind. */
  #end = 0;

  constructor(private readonly database: Database) {}

  async read(
    after: number | 'beginning' | 'now',
    { types, subject }: EventFilter,
    limit: number,
  ): Promise<EventPage> {
    const { end, last } = await this.#bounds();
    const scans = types === null && subject === null ? limit : scanLimit;
    const from = after === 'now' ? end : after === 'beginning' ? null : after;
    const rows: Row[] = await this.database.read((manager) =>
      manager.query(selectPage, [from, end, scans, types, subject, limit]),
    );
    const { start, scanned, scannedTo } = rows[0] as Row;
    const events = rows
      .filter(({ id }) => id !== null)
      .map(({ start: _start, scanned: _scanned, scannedTo: _scannedTo, ...event }) => event as StoredEvent);
    const scan = { after: from ?? start, end, scannedTo: scanned === scans ? scannedTo : null };
    return { ...pageOf(events, limit, scan), end, start, last };
  }

  async #bounds(): Promise<{ readonly end: number; readonly last: number }> {
    const rows: { end: number; last: number }[] = await this.database.read((manager) =>
      manager.query(selectBounds),
    );
    const { end, last } = rows[0] as { end: number; last: number };
    // A database that was put in its place, and is behind, counts as it is.
    this.#end = this.#end > last ? end : Math.max(this.#end, end);
    return { end: this.#end, last };
  }
}

/** In a statement of its own, before the one that reads: what that one sees must not be older. */
const selectBounds = `
  SELECT event_log_end()::float8 AS end,
    (SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM events_position_seq)::float8 AS last`;

/** One statement, so that what is deleted meanwhile is either still seen, or known to be gone. */
const selectPage = `
  WITH scanned AS MATERIALIZED (
    SELECT * FROM events
    WHERE position > coalesce($1::bigint, (SELECT position FROM event_log_start)) AND position <= $2
    ORDER BY position LIMIT $3
  ), events AS (
    SELECT * FROM scanned
    WHERE ($4::text[] IS NULL OR name = ANY ($4)) AND ($5::text IS NULL OR subject_id = $5)
    ORDER BY position LIMIT $6
  )
  SELECT bounds.*, ${eventList}
  FROM (
    SELECT event_log_start.position::float8 AS start, (SELECT count(*)::integer FROM scanned) AS scanned,
      (SELECT max(position)::float8 FROM scanned) AS "scannedTo"
    FROM event_log_start
  ) AS bounds LEFT JOIN events ON true
  ORDER BY events.position`;

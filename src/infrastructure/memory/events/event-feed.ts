import { type EventFeed, type EventFilter, type EventPage, passes } from '#application/events/event-feed.js';
import { pageOf } from '#infrastructure/events/event-page.js';
import type { MemoryDatabase } from '../database.js';
import { eventsBehind, logStartOf } from './tables.js';

/** Transactions come one after the other, so that all that is committed may be read. */
export class MemoryEventFeed implements EventFeed {
  constructor(private readonly database: MemoryDatabase) {}

  async read(after: number | 'beginning' | 'now', filter: EventFilter, limit: number): Promise<EventPage> {
    const start = logStartOf(this.database);
    const all = eventsBehind(this.database, 0, undefined).map(({ event }) => event);
    const end = Math.max(start, all.at(-1)?.position ?? 0);
    const from = after === 'now' ? end : after === 'beginning' ? start : after;
    const found = all.filter((event) => event.position > from && passes(filter, event)).slice(0, limit);
    return { ...pageOf(found, limit, { after: from, end, scannedTo: null }), end, start, last: end };
  }
}

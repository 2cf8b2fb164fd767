import type { EventPage } from '#application/events/event-feed.js';
import type { StoredEvent } from '#application/events/stored-event.js';

/** How far a reader has looked. */
export interface EventScan {
  readonly after: number;
  /** Of what may be read now. */
  readonly end: number;
  /** The last position that was looked at; null where there are no others up to the end. */
  readonly scannedTo: number | null;
}

/** @param events that were found, at most `limit`. */
export function pageOf(
  events: readonly StoredEvent[],
  limit: number,
  { after, end, scannedTo }: EventScan,
): Pick<EventPage, 'events' | 'next' | 'hasMore'> {
  const last = events.length === limit ? events.at(-1)?.position : undefined;
  // The reader may have read further at another instance.
  const next = last ?? scannedTo ?? Math.max(after, end);
  return { events, next, hasMore: next < end };
}

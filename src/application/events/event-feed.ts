import type { StoredEvent } from './stored-event.js';

export interface EventFilter {
  /** Null for all. */
  readonly types: readonly string[] | null;
  /** Of this aggregate only; null for all. */
  readonly subject: string | null;
}

export const everyEvent: EventFilter = { types: null, subject: null };

export function passes({ types, subject }: EventFilter, event: StoredEvent): boolean {
  return (types?.includes(event.name) ?? true) && (subject === null || event.subjectId === subject);
}

export interface EventPage {
  readonly events: readonly StoredEvent[];
  /** The position behind which to go on: everything up to there has been looked at. */
  readonly next: number;
  /** Whether there is more to be read now, of whatever types. */
  readonly hasMore: boolean;
  /** Up to where it may be read now; never lower than before, for readers in one process. */
  readonly end: number;
  /** Behind this position everything is kept. */
  readonly start: number;
  /** The highest position that was given out, be it of a transaction that is still open. */
  readonly last: number;
}

/** The log for readers outside, in its order and never past a transaction that is still open. */
export interface EventFeed {
  /**
   * At most `limit` events behind a position. What is behind one before `start` is incomplete: it is up to the
   * caller to refuse that.
   * @param after `beginning` for all that is kept, `now` for nothing but the place to go on from.
   */
  read(after: number | 'beginning' | 'now', filter: EventFilter, limit: number): Promise<EventPage>;
}

import type { EventFilter } from './event-feed.js';
import type { StoredEvent } from './stored-event.js';

/** Somebody who waits for what comes. Does not throw. */
export interface EventConsumer {
  readonly filter: EventFilter;
  /** @param next the position up to which there are no others that pass the filter. */
  take(events: readonly StoredEvent[], next: number): void;
  /** Events were lost to it; it will be told of no others. */
  lost(): void;
}

/** The end of the log, read once for all who wait in this process. */
export interface EventTail {
  /**
   * Has a consumer told of everything behind the position, until it leaves.
   * @param end of the log, as the consumer has read it last.
   * @returns what ends it; null when the tail has come further: read on up to the end, and try again.
   */
  join(after: number, end: number, consumer: EventConsumer): (() => void) | null;
}

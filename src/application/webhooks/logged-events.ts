import type { StoredEvent } from '#application/events/stored-event.js';

/** Events by the time of their happening. */
export interface LoggedEvents {
  /** In the order of the log, behind a place in it, from `from` to before `to`. */
  between(from: Date, to: Date, behind: number, limit: number): Promise<readonly StoredEvent[]>;
}

import type { StoredEvent } from '#application/shared/outbox.js';

export interface ClaimedEvent {
  readonly event: StoredEvent;
  /** Which delivery this is, from 1; it also counts those that ended with their process. */
  readonly attempt: number;
}

/** Where committed events wait for their delivery. Several relays, in several processes, may share it. */
export interface OutboxStore {
  /**
   * Takes at most `limit` events that are due, oldest first, for this relay alone until `leaseEnd`, and counts
   * the attempt.
   */
  claim(limit: number, now: Date, leaseEnd: Date): Promise<readonly ClaimedEvent[]>;

  markDelivered(ids: readonly string[], at: Date): Promise<void>;

  /** Ignored when another relay has claimed it since. @param error bounded, and without secrets. */
  retryAt(claimed: ClaimedEvent, at: Date, error: string): Promise<void>;

  /** Sets it aside for a person to look at. */
  park(claimed: ClaimedEvent, at: Date, error: string): Promise<void>;

  /** Gives back what was claimed and not tried, uncounted. */
  release(claimed: readonly ClaimedEvent[], now: Date): Promise<void>;
}

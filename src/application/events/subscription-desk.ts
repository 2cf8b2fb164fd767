import type { StoredEvent } from './stored-event.js';
import type { Subscription } from './subscription.js';

export interface SubscriptionStatus {
  readonly name: string;
  /** Of the last event that it is done with; 0 before the first. */
  readonly position: number;
  /** Events that it has not handled yet. */
  readonly lag: number;
  /** How long ago the oldest of them was appended; null when there is none. */
  readonly oldestUnhandledSeconds: number | null;
  /** Failed ones, at the event that comes next. */
  readonly attempts: number;
  /** When it is tried again, and why it failed; null while nothing fails. */
  readonly retryAt: Date | null;
  readonly lastError: string | null;
  readonly deadLetters: number;
  /** The instance that is at work on it, and until when it is believed to be alive. */
  readonly owner: string | null;
  readonly leaseUntil: Date | null;
}

/** An event that a subscription could not handle, and passed by. */
export interface DeadLetter {
  readonly event: StoredEvent;
  readonly parkedAt: Date;
  readonly attempts: number;
  readonly lastError: string;
  /** Whether it is about to be tried again. */
  readonly isDue: boolean;
}

/** What can be seen and done about subscriptions, from any process: their runners take notice by themselves. */
export interface SubscriptionDesk {
  /** By name: those that are known, and those that have run once and nobody knows any more. */
  list(known: readonly Subscription[]): Promise<readonly SubscriptionStatus[]>;
  /** In the order of the log, at most `limit` of those behind the position `after`. */
  deadLetters(subscription: string, after: number, limit: number): Promise<readonly DeadLetter[]>;
  findDeadLetter(subscription: string, eventId: string): Promise<DeadLetter | null>;
  /**
   * Has one, or all of them, tried once more.
   * @returns how many that are.
   */
  retry(subscription: string, eventId: string | null): Promise<number>;
  /** @returns false when there is no such dead letter. */
  discard(subscription: string, eventId: string): Promise<boolean>;
  /**
   * Moves it back to before the first event that was appended since then, or to the beginning of the log. Never
   * forward. Its dead letters from there on are gone, since it meets them again.
   * @returns its position; null when it has never run.
   */
  replay(subscription: string, since: Date | null): Promise<number | null>;
}

import type { StoredEvent } from '#application/events/stored-event.js';
import type { Subscription } from '#application/events/subscription.js';
import type { DeadLetter } from '#application/events/subscription-desk.js';

/** One turn of a runner at a subscription. The owner is another one each time, so nobody acts on an old turn. */
export interface Lease {
  readonly subscription: string;
  readonly owner: string;
  /** From each sign of life on; then somebody else may take the subscription over. */
  readonly milliseconds: number;
}

export interface Turn {
  /** Of the last event that the subscription is done with. */
  readonly position: number;
  /** Of the last event that may be read now. */
  readonly end: number;
  /** How often the next event has failed, one that ended with its process included. */
  readonly attempts: number;
  /** The former owner did not give it back: something that it handled may have ended it. */
  readonly isTakenOver: boolean;
  /** False while the next event waits to be tried again: then there are dead letters only. */
  readonly isReady: boolean;
}

export interface Failure {
  readonly attempts: number;
  /** Bounded, and without secrets. */
  readonly error: string;
}

export type DueLetter = Pick<DeadLetter, 'event' | 'attempts'>;

/**
 * The log as subscriptions read it, and how far each has come. Leases and delays run by the clock of the store.
 * What takes a lease throws LeaseLostError, and changes nothing, when somebody else has the subscription since.
 */
export interface SubscriptionStore {
  /** Lets those begin that are new. */
  register(subscriptions: readonly Subscription[]): Promise<void>;

  /** @returns the names of those that have something to do, be it for somebody else. */
  due(subscriptions: readonly Subscription[]): Promise<readonly string[]>;

  /**
   * Gives the turn to this lease, if there is something to do and nobody else has it. A former owner whose lease
   * has run out counts as a failed attempt.
   */
  claim(subscription: Subscription, lease: Lease): Promise<Turn | null>;

  /** At most `limit` of its events behind `after`, not beyond `end`, in order. */
  read(
    subscription: Subscription,
    after: number,
    end: number,
    limit: number,
  ): Promise<readonly StoredEvent[]>;

  /** In a unit of work: nobody takes it over before that ends. */
  hold(lease: Lease): Promise<void>;

  /** A sign of life. */
  renew(lease: Lease): Promise<void>;

  /** It is done with everything up to there. In the unit of work that runs, or at once. */
  move(lease: Lease, position: number): Promise<void>;

  /** As `move`; the turn is over then. */
  finish(lease: Lease, position: number): Promise<void>;

  /** The turn is over, with nothing more to be told. */
  release(lease: Lease): Promise<void>;

  /** The next event failed and is tried again after the delay; the turn is over. */
  postpone(lease: Lease, failure: Failure, delayMs: number): Promise<void>;

  /** The next event failed for good: it is a dead letter, and passed by. */
  park(lease: Lease, event: StoredEvent, failure: Failure): Promise<void>;

  /** Dead letters that somebody wants to be tried again, in order. */
  dueLetters(subscription: string, limit: number): Promise<readonly DueLetter[]>;

  /** The dead letter has been handled. In the unit of work that runs, or at once. */
  settle(subscription: string, position: number): Promise<void>;

  /** The dead letter failed again, and stays. */
  keep(subscription: string, position: number, failure: Failure): Promise<void>;
}

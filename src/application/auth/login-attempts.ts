import type { AttemptLimit } from '#domain/auth/lockout-policy.js';

export interface AttemptCount {
  readonly limit: AttemptLimit;
  readonly failures: number;
  /** Attempts that are being looked at: each may still turn out to be a failure. */
  readonly pending: number;
  /** Seconds until the window ends. */
  readonly resetSeconds: number;
}

/** Longer than an attempt takes, its wait for a hash included. */
export const pendingSeconds = 120;

/**
 * Durable counters of attempts, shared by all instances, which stand whatever becomes of the running transaction. A
 * window is timed by the clock of the store; it begins with the first failure in it and is not prolonged. An attempt
 * that is neither taken back nor a failure after `pendingSeconds` is forgotten: its instance has died.
 */
export interface LoginAttempts {
  /**
   * Adds a pending attempt to each counter, or to none: not where failures and pending attempts together have reached
   * the limit. Atomic, so that however many come at once, no more are reserved than there is room for.
   * @returns the counters that have no room: none when the attempt is reserved.
   */
  reserve(limits: readonly AttemptLimit[]): Promise<readonly AttemptCount[]>;
  /** Takes a pending attempt back: the proof was right, or was never looked at. */
  release(limits: readonly AttemptLimit[]): Promise<void>;
  /**
   * Turns a pending attempt into a failure.
   * @returns each counter, in the order of the limits; of parallel failures each sees another number of them.
   */
  fail(limits: readonly AttemptLimit[]): Promise<readonly AttemptCount[]>;
  /** Counts nothing: the counters of which a window runs, in the order of the limits. */
  look(limits: readonly AttemptLimit[]): Promise<readonly AttemptCount[]>;
  /** For an operator who lets in somebody who is locked out: no counter says afterwards what it counts. */
  forgetAll(): Promise<void>;
}

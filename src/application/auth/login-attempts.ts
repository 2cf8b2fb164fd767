import type { AttemptLimit } from '#domain/auth/lockout-policy.js';

export interface AttemptCount {
  readonly limit: AttemptLimit;
  readonly count: number;
  /** Seconds until the window ends. */
  readonly resetSeconds: number;
}

/** Those of `LoginAttempts.count`. */
export type AttemptParameters = Parameters<LoginAttempts['count']>;

/** Durable counters of failed attempts, shared by all instances. */
export interface LoginAttempts {
  /**
   * Counts an attempt against each of `counted`, and reads how many each of `watched` has, in one atomic
   * statement. A window begins with its first attempt and is not prolonged.
   * @returns those of `counted`, with this attempt, and then those of `watched`.
   */
  count(
    counted: readonly AttemptLimit[],
    watched: readonly AttemptLimit[],
    at: Date,
  ): Promise<readonly AttemptCount[]>;
  /** Takes an attempt back: the password was right, or was never looked at. */
  release(counted: readonly AttemptLimit[]): Promise<void>;
}

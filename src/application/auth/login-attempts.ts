import type { AttemptLimit } from '#domain/auth/lockout-policy.js';

export interface AttemptCount {
  readonly limit: AttemptLimit;
  /** With this attempt. */
  readonly count: number;
  /** Seconds until the window ends. */
  readonly resetSeconds: number;
}

/** Durable counters of failed attempts, shared by all instances. */
export interface LoginAttempts {
  /**
   * Counts an attempt against every limit in one atomic statement, before the password is looked at, so that
   * parallel guesses cannot outrun the counter. A window begins with its first attempt and is not prolonged.
   */
  reserve(limits: readonly AttemptLimit[], at: Date): Promise<readonly AttemptCount[]>;
  /** Takes a reserved attempt back: the password was right, or was never looked at. */
  release(limits: readonly AttemptLimit[]): Promise<void>;
  /** Forgets the failures under these keys. */
  reset(keys: readonly string[]): Promise<void>;
}

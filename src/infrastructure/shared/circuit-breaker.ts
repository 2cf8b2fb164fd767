export interface CircuitBreakerPolicy {
  /** In a row, after which nobody tries for a while. */
  readonly maxFailures: number;
  /** Then a single one tries, and the others go on when that has succeeded. */
  readonly pauseMs: number;
}

/** Spares callers the wait for something that does not answer, and spares it their questions. */
export class CircuitBreaker {
  #failures = 0;
  #pausedUntil = Number.NEGATIVE_INFINITY;

  /** @param now in milliseconds, of a clock that nobody sets. */
  constructor(
    private readonly policy: CircuitBreakerPolicy,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Whether to try. After a pause that is true once, until it is known how that went or another pause has passed. */
  admits(): boolean {
    if (this.#failures < this.policy.maxFailures) return true;
    if (this.now() < this.#pausedUntil) return false;
    this.#pausedUntil = this.now() + this.policy.pauseMs;
    return true;
  }

  succeeded(): void {
    this.#failures = 0;
  }

  /** @returns whether nobody tries now. */
  failed(): boolean {
    this.#failures += 1;
    if (this.#failures < this.policy.maxFailures) return false;
    this.#pausedUntil = this.now() + this.policy.pauseMs;
    return true;
  }
}

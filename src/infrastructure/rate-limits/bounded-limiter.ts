import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { RateLimitRule, RateLimitState } from '#application/shared/rate-limiter.js';

/** Counts for one rule, for so many clients at a time. */
export class BoundedLimiter {
  readonly #limiter: RateLimiterMemory;
  /** When the window of each client ends, in milliseconds; as all are equally long, the first ends first. */
  readonly #windows = new Map<string, number>();

  constructor(
    private readonly rule: RateLimitRule,
    private readonly maxClients: number,
  ) {
    this.#limiter = new RateLimiterMemory({ points: rule.limit, duration: rule.windowSeconds });
  }

  async consume(client: string): Promise<RateLimitState> {
    const state = await this.#count(client);
    if (state.isFirstInDuration) this.#remember(client);
    return {
      isAllowed: state.consumedPoints <= this.rule.limit,
      remaining: state.remainingPoints,
      resetSeconds: Math.ceil(state.msBeforeNext / 1000),
    };
  }

  async #count(client: string): Promise<RateLimiterRes> {
    try {
      return await this.#limiter.consume(client);
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return refusal;
      throw refusal;
    }
  }

  /** Forgets what has ended and, where there are too many, the windows that end next. */
  #remember(client: string): void {
    const now = Date.now();
    this.#windows.delete(client);
    this.#windows.set(client, now + this.rule.windowSeconds * 1000);
    for (const [oldest, end] of this.#windows) {
      if (end > now && this.#windows.size <= this.maxClients) return;
      this.#windows.delete(oldest);
      void this.#limiter.delete(oldest);
    }
  }
}

import type { RateLimiter, RateLimitRule, RateLimitState } from '#application/shared/rate-limiter.js';
import { BoundedLimiter } from './bounded-limiter.js';

const unlimited: RateLimitState = {
  isAllowed: true,
  remaining: Number.POSITIVE_INFINITY,
  resetSeconds: 0,
};

/**
 * Counts in the memory of this process: with n instances a client has up to n times the limit. What must hold
 * across instances, failed logins, is counted in the database.
 */
export class MemoryRateLimiter implements RateLimiter {
  readonly #limiters = new Map<string, BoundedLimiter>();

  /** @param maxClients for each rule; some 300 bytes each. */
  constructor(private readonly maxClients = 100_000) {}

  /** A limit of 0 always allows. */
  async consume(rule: RateLimitRule, client: string): Promise<RateLimitState> {
    return rule.limit === 0 ? unlimited : this.#limiterOf(rule).consume(client);
  }

  #limiterOf(rule: RateLimitRule): BoundedLimiter {
    const key = `${rule.name} ${rule.limit}/${rule.windowSeconds}`;
    const limiter = this.#limiters.get(key) ?? new BoundedLimiter(rule, this.maxClients);
    this.#limiters.set(key, limiter);
    return limiter;
  }
}

import type { RateLimiter, RateLimitRule, RateLimitState } from '#application/shared/rate-limiter.js';

interface Window {
  readonly endsAt: number;
  requests: number;
}

const unlimited = { isAllowed: true, remaining: Number.POSITIVE_INFINITY, resetSeconds: 0 };

/**
 * Counts in the memory of this process: with n instances a client has up to n times the limit. What must hold
 * across instances, failed logins, is counted in the database.
 */
export class MemoryRateLimiter implements RateLimiter {
  /** Of each rule, by client. As those of one rule are equally long, the first ends first. */
  readonly #rules = new Map<string, Map<string, Window>>();

  /** @param maxClients for each rule; some 200 bytes each. */
  constructor(private readonly maxClients = 100_000) {}

  /** Of clients, whose windows may have ended. */
  get size(): number {
    return this.#rules.values().reduce((sum, windows) => sum + windows.size, 0);
  }

  async consume(rule: RateLimitRule, client: string): Promise<RateLimitState> {
    if (rule.limit === 0) return unlimited;
    const now = Math.floor(performance.now());
    const window = this.#windowOf(rule, client, now);
    window.requests += 1;
    return {
      isAllowed: window.requests <= rule.limit,
      remaining: Math.max(0, rule.limit - window.requests),
      resetSeconds: Math.ceil((window.endsAt - now) / 1000),
    };
  }

  #windowOf({ name, limit, windowSeconds }: RateLimitRule, client: string, now: number): Window {
    const windows = this.#rules.getOrInsertComputed(`${name} ${limit}/${windowSeconds}`, () => new Map());
    const running = windows.get(client);
    if (running !== undefined && running.endsAt > now) return running;
    const begun = { endsAt: now + windowSeconds * 1000, requests: 0 };
    windows.delete(client);
    windows.set(client, begun);
    // Forgets what has ended and, where there are too many, the windows that end next.
    for (const [oldest, { endsAt }] of windows) {
      if (endsAt > now && windows.size <= this.maxClients) break;
      windows.delete(oldest);
    }
    return begun;
  }
}

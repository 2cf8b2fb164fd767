import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { RateLimiter, RateLimitRule, RateLimitState } from '#application/shared/rate-limiter.js';
import type { RedisLink } from './redis-link.js';

/** Counts for all instances together, by the clock of Redis. While that is away, each counts for itself. */
export class RedisRateLimiter implements RateLimiter {
  readonly #limiters = new Map<string, RateLimiterRedis>();

  /** @param alone what counts while Redis is away. */
  constructor(
    private readonly link: RedisLink,
    private readonly alone: RateLimiter,
  ) {}

  async consume(rule: RateLimitRule, client: string): Promise<RateLimitState> {
    if (rule.limit === 0) return this.alone.consume(rule, client);
    const counted = await this.link.attempt(() => count(this.#limiterOf(rule), client));
    if (counted === null) return this.alone.consume(rule, client);
    return {
      isAllowed: counted.consumedPoints <= rule.limit,
      remaining: counted.remainingPoints,
      resetSeconds: Math.ceil(counted.msBeforeNext / 1000),
    };
  }

  #limiterOf({ name, limit, windowSeconds }: RateLimitRule): RateLimiterRedis {
    const storeClient = this.link.commands;
    const options = { storeClient, points: limit, duration: windowSeconds };
    return this.#limiters.getOrInsertComputed(
      `limit:${name}:${limit}/${windowSeconds}`,
      (keyPrefix) => new RateLimiterRedis({ ...options, keyPrefix }),
    );
  }
}

/** A refusal is an answer like others. */
async function count(limiter: RateLimiterRedis, client: string): Promise<RateLimiterRes> {
  try {
    return await limiter.consume(client);
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return refusal;
    throw refusal;
  }
}

import type { CacheConfig } from '#infrastructure/configuration/config.js';
import { MemoryRateLimiter } from '#infrastructure/rate-limits/memory-rate-limiter.js';
import { RedisRateLimiter } from '#infrastructure/redis/rate-limiter.js';
import { RedisCacheLevel } from '#infrastructure/redis/redis-cache-level.js';
import { RedisInvalidationChannel } from '#infrastructure/redis/redis-invalidation-channel.js';
import { tokens } from '../tokens.js';
import type { Wiring } from '../wiring.js';

/** A Redis that instances share, where there is one: the second level of the cache, its channel, and rate limits. */
export function redisModule({ redisUrl, redisPrefix, maxAgeMs, channelTimeoutMs }: CacheConfig) {
  return (wiring: Wiring): void => {
    const { cache, shared } = tokens;
    wiring.value(cache.sharedLevel, null);
    if (redisUrl === null) return;
    wiring.singleton(
      cache.redis,
      async (logger) => {
        // The client is of no use, and not loaded, where there is no Redis.
        const { RedisLink } = await import('#infrastructure/redis/redis-link.js');
        return new RedisLink(redisUrl, logger);
      },
      [shared.logger],
      (link) => link.close(),
    );
    wiring.singleton(
      cache.channel,
      (link, unitOfWork, logger) =>
        new RedisInvalidationChannel(link, unitOfWork, logger, {
          timeoutMs: channelTimeoutMs,
          prefix: redisPrefix,
        }),
      [cache.redis, shared.unitOfWork, shared.logger],
      (channel) => channel.close(),
    );
    wiring.singleton(
      shared.rateLimiter,
      (link) => new RedisRateLimiter(link, new MemoryRateLimiter(), redisPrefix),
      [cache.redis],
    );
    if (maxAgeMs === 0) return;
    wiring.singleton(
      cache.sharedLevel,
      (link) => new RedisCacheLevel(link, { maxAgeMs, prefix: redisPrefix }),
      [cache.redis],
    );
  };
}

import type { AccountCache } from '#infrastructure/cache/account-cache.js';
import type { CacheLevel } from '#infrastructure/cache/cache-level.js';
import type { InvalidationChannel } from '#infrastructure/cache/invalidation-channel.js';
import type { RedisLink } from '#infrastructure/redis/redis-link.js';
import { token } from '../token.js';

export const cacheTokens = {
  accounts: token<AccountCache>('AccountCache'),
  /** Null without a Redis. */
  sharedLevel: token<CacheLevel | null>('SharedCacheLevel'),
  channel: token<InvalidationChannel>('InvalidationChannel'),
  /** Bound only with `REDIS_URL`. */
  redis: token<RedisLink>('RedisLink'),
};

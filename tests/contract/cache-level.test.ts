import { describe } from 'vitest';
import { MemoryCacheLevel } from '#infrastructure/cache/memory-cache-level.js';
import { RedisCacheLevel } from '#infrastructure/redis/redis-cache-level.js';
import { RedisLink } from '#infrastructure/redis/redis-link.js';
import { silentLogger } from '#testing/loggers.js';
import { createTestRedis, hasTestRedis } from '../support/test-redis.js';
import { cacheLevelContract, maxAgeMs } from './cache-level.contract.js';

describe('CacheLevel in memory', () =>
  cacheLevelContract(async () => {
    const level = new MemoryCacheLevel(100, maxAgeMs);
    return { level, flush: async () => level.clear(), close: async () => undefined };
  }));

describe.runIf(hasTestRedis)('CacheLevel on Redis', () =>
  cacheLevelContract(async () => {
    const redis = await createTestRedis();
    const link = new RedisLink(redis.url, redis.prefix, silentLogger);
    const level = new RedisCacheLevel(link, maxAgeMs);
    await link.commands.connect();
    // Others use the same server, so only this test's keys are removed.
    const flush = async () => {
      const keys = await redis.client.keys(`${redis.prefix}*`);
      await redis.client.unlink(keys);
    };
    const close = async () => {
      await link.close();
      await redis.drop();
    };
    return { level, flush, close };
  }),
);

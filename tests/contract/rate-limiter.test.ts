import { describe, expect, it, onTestFinished } from 'vitest';
import type { RateLimiter } from '#application/shared/rate-limiter.js';
import { MemoryRateLimiter } from '#infrastructure/rate-limits/memory-rate-limiter.js';
import { RedisRateLimiter } from '#infrastructure/redis/rate-limiter.js';
import { RedisLink } from '#infrastructure/redis/redis-link.js';
import { silentLogger } from '#testing/loggers.js';
import { proxied } from '../support/tcp-proxy.js';
import { createTestRedis, hasTestRedis, type TestRedis } from '../support/test-redis.js';
import { rateLimiterContract, rule } from './rate-limiter.contract.js';

describe('RateLimiter in memory', () =>
  rateLimiterContract(async () => ({ limiter: new MemoryRateLimiter(), close: async () => undefined })));

describe.runIf(hasTestRedis)('RateLimiter on Redis', () => {
  rateLimiterContract(async () => {
    const redis = await createTestRedis();
    const { limiter, link } = await join(redis, redis.url);
    const close = async () => {
      await link.close();
      await redis.drop();
    };
    return { limiter, close };
  });

  const open = async () => {
    const redis = await createTestRedis();
    onTestFinished(() => redis.drop());
    return redis;
  };
  const remaining = async (limiter: RateLimiter, client: string) =>
    (await limiter.consume({ ...rule, limit: 100 }, client)).remaining;

  it('counts for all instances together, under its prefix', async () => {
    const redis = await open();
    const [here, there] = [await join(redis, redis.url), await join(redis, redis.url)];
    onTestFinished(() => Promise.all([here.link.close(), there.link.close()]).then(() => undefined));
    expect(await remaining(here.limiter, 'a')).toBe(99);
    expect(await remaining(there.limiter, 'a')).toBe(98);
    expect(await remaining(here.limiter, 'a')).toBe(97);
    expect(await redis.client.keys(`${redis.prefix}*`)).toEqual([`${redis.prefix}limit:login:100/60:a`]);
  });

  it('counts in memory while Redis is away, and together again when it is back', async () => {
    const redis = await open();
    const { proxy, url } = await proxied(redis.url, 6379);
    onTestFinished(() => proxy.close());
    const { limiter, link } = await join(redis, url);
    onTestFinished(() => link.close());
    expect(await remaining(limiter, 'a')).toBe(99);
    proxy.shut();
    const since = performance.now();
    expect(await remaining(limiter, 'a')).toBe(99);
    for (let left = 98; left > 90; left -= 1) expect(await remaining(limiter, 'a')).toBe(left);
    expect(performance.now() - since).toBeLessThan(1_000);
    proxy.open();
    await expect.poll(() => link.isUsable).toBe(true);
    expect(await remaining(limiter, 'a')).toBe(98);
  });
});

async function join(redis: TestRedis, url: string): Promise<{ limiter: RateLimiter; link: RedisLink }> {
  const link = new RedisLink(url, redis.prefix, silentLogger);
  await link.commands.connect();
  return { link, limiter: new RedisRateLimiter(link, new MemoryRateLimiter()) };
}

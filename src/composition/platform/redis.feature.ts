import { isLoopback, refuseInsecure } from '#infrastructure/configuration/insecure-urls.js';
import {
  type EarlierValues,
  flag,
  InvalidValue,
  parsedText,
  text,
} from '#infrastructure/configuration/setting.js';
import { MemoryRateLimiter } from '#infrastructure/rate-limits/memory-rate-limiter.js';
import { RedisRateLimiter } from '#infrastructure/redis/rate-limiter.js';
import { RedisCacheLevel } from '#infrastructure/redis/redis-cache-level.js';
import { RedisInvalidationChannel } from '#infrastructure/redis/redis-invalidation-channel.js';
import { defineFeature } from '../define-feature.js';
import { defineSettings } from '../define-settings.js';
import { cacheSettings } from './cache.feature.js';
import { cacheTokens } from './cache.tokens.js';
import { platform } from './platform.tokens.js';

export const redisSettings = defineSettings('Redis', {
  allowInsecure: flag('REDIS_ALLOW_INSECURE', {
    default: false,
    meaning: 'Let production talk to a Redis on another machine without TLS.',
    example: true,
  }),
  url: parsedText('REDIS_URL', parseRedisUrl, {
    isSecret: true,
    meaning:
      'Redis that instances share: a second level of the cache, the channel that tells of changes, which ' +
      'otherwise is PostgreSQL, and what counts requests for all instances together. It holds what decides on access, so protect it as the database.',
    example: 'rediss://:a-long-random-one@redis:6379/0',
    production: {
      check: refusePlaintext,
      rule: 'another machine without TLS (`rediss:`) is refused, unless `REDIS_ALLOW_INSECURE` is set',
    },
  }),
  prefix: text('REDIS_KEY_PREFIX', {
    maxLength: 64,
    default: 'gatehouse:',
    meaning: 'Before the names of keys and channels: each database needs one of its own in a shared Redis.',
    example: 'staging:',
  }),
});

function parseRedisUrl(value: string): string {
  const url = URL.parse(value);
  if (url !== null && /^rediss?:$/.test(url.protocol) && url.hostname !== '') return value;
  throw new InvalidValue('must be a URL of the form redis://user:password@host:6379/0');
}

function refusePlaintext(text: string, { REDIS_ALLOW_INSECURE }: EarlierValues): void {
  const url = new URL(text);
  const isSecure = url.protocol === 'rediss:' || isLoopback(url);
  refuseInsecure(isSecure, REDIS_ALLOW_INSECURE, 'Begin it with `rediss:`', 'REDIS_ALLOW_INSECURE');
}

/** A Redis that instances share, where there is one. */
export const redis = defineFeature({
  name: 'redis',
  settings: [redisSettings],
  bind(wiring) {
    const { url, prefix } = wiring.settings(redisSettings);
    if (url === undefined) {
      wiring.value(cacheTokens.sharedLevel, null);
      wiring.singleton(platform.rateLimiter, () => new MemoryRateLimiter(), []);
      return;
    }
    wiring.singleton(
      cacheTokens.redis,
      async (logger) => {
        // The client is of no use, and not loaded, where there is no Redis.
        const { RedisLink } = await import('#infrastructure/redis/redis-link.js');
        return new RedisLink(url, prefix, logger);
      },
      [platform.logger],
      (link) => link.close(),
    );
    wiring.replace(
      cacheTokens.channel,
      (link, unitOfWork, logger, { channelTimeoutMs }) =>
        new RedisInvalidationChannel(link, unitOfWork, logger, channelTimeoutMs),
      [cacheTokens.redis, platform.unitOfWork, platform.logger, cacheSettings.token],
      (channel) => channel.close(),
    );
    wiring.singleton(
      cacheTokens.sharedLevel,
      (link, { maxAgeSeconds }) =>
        maxAgeSeconds === 0 ? null : new RedisCacheLevel(link, maxAgeSeconds * 1000),
      [cacheTokens.redis, cacheSettings.token],
    );
    wiring.singleton(platform.rateLimiter, (link) => new RedisRateLimiter(link, new MemoryRateLimiter()), [
      cacheTokens.redis,
    ]);
  },
});

import Joi from 'joi';
import type { CacheConfig } from '../config.js';
import { InvalidVariable } from '../configuration-error.js';
import { integer, parsed, secret } from '../variable-types.js';

export interface CacheVariables {
  readonly CACHE_MAX_ENTRIES: number;
  readonly CACHE_MAX_AGE_SECONDS: number;
  readonly CACHE_CHANNEL_TIMEOUT_MS: number;
  readonly REDIS_URL?: string;
  readonly REDIS_KEY_PREFIX: string;
}

function parseRedisUrl(text: string): string {
  const url = URL.parse(text);
  if (url !== null && /^rediss?:$/.test(url.protocol) && url.hostname !== '') return text;
  throw new InvalidVariable('must be a URL of the form redis://user:password@host:6379/0');
}

/** What each process remembers of accounts and tokens, and how it hears of changes. */
export const cacheVariables: Record<keyof CacheVariables, Joi.Schema> = {
  CACHE_MAX_ENTRIES: integer(1, 10_000_000)
    .default(20_000)
    .unit('entries')
    .description('Accounts, and verified access tokens, that this process remembers.')
    .example(100_000),
  CACHE_MAX_AGE_SECONDS: integer(0, 3600)
    .default(30)
    .unit('s')
    .description('After which an account is read again, even if no change was heard of. 0: at each request.')
    .example(10),
  CACHE_CHANNEL_TIMEOUT_MS: integer(100, 60_000)
    .default(900)
    .unit('ms')
    .description(
      'Without a sign of life of the channel that tells of changes, after which nothing remembered is ' +
        'believed: a change is in force everywhere that long after it at most.',
    )
    .example(500),
  REDIS_URL: secret(parsed(parseRedisUrl))
    .description(
      'Redis that instances share: a second level of the cache, the channel that tells of changes, which ' +
        'otherwise is PostgreSQL, and what counts requests for all instances together. It holds what decides on access, so protect it as the database.',
    )
    .example('redis://:a-long-random-one@redis:6379/0'),
  REDIS_KEY_PREFIX: Joi.string()
    .max(64)
    .default('gatehouse:')
    .description(
      'Before the names of keys and channels: each database needs one of its own in a shared Redis.',
    )
    .example('staging:'),
};

export function toCacheConfig(variables: CacheVariables): CacheConfig {
  return {
    maxEntries: variables.CACHE_MAX_ENTRIES,
    maxAgeMs: variables.CACHE_MAX_AGE_SECONDS * 1000,
    channelTimeoutMs: variables.CACHE_CHANNEL_TIMEOUT_MS,
    redisUrl: variables.REDIS_URL ?? null,
    redisPrefix: variables.REDIS_KEY_PREFIX,
  };
}

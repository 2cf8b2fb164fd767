import { AccountCache } from '#infrastructure/cache/account-cache.js';
import { AccountInvalidation } from '#infrastructure/cache/account-invalidation.js';
import { MemoryCacheLevel } from '#infrastructure/cache/memory-cache-level.js';
import { integer } from '#infrastructure/configuration/setting.js';
import { MemoryInvalidationChannel } from '#infrastructure/memory/invalidation-channel.js';
import { PostgresInvalidationChannel } from '#infrastructure/postgres/invalidation-channel.js';
import { defineFeature } from '../define-feature.js';
import { defineSettings } from '../define-settings.js';
import { eventsTokens } from '../features/events.tokens.js';
import { cacheTokens } from './cache.tokens.js';
import { platform } from './platform.tokens.js';
import { postgresTokens } from './postgres.tokens.js';

export const cacheSettings = defineSettings('Cache', {
  maxEntries: integer('CACHE_MAX_ENTRIES', {
    from: 1,
    to: 10_000_000,
    default: 20_000,
    unit: 'entries',
    meaning: 'Accounts, and verified access tokens, that this process remembers.',
    example: 100_000,
  }),
  maxAgeSeconds: integer('CACHE_MAX_AGE_SECONDS', {
    from: 0,
    to: 3600,
    default: 30,
    unit: 's',
    meaning: 'After which an account is read again, even if no change was heard of. 0: at each request.',
    example: 10,
  }),
  channelTimeoutMs: integer('CACHE_CHANNEL_TIMEOUT_MS', {
    from: 100,
    to: 60_000,
    default: 900,
    unit: 'ms',
    meaning:
      'Without a sign of life of the channel that tells of changes, after which nothing remembered is ' +
      'believed: a change is in force everywhere that long after it at most.',
    example: 500,
  }),
});

/** What is remembered of accounts, and how instances hear of changes. */
export const cache = defineFeature({
  name: 'cache',
  settings: [cacheSettings],
  bind(wiring) {
    const { accounts, sharedLevel, channel } = cacheTokens;
    wiring.singleton(
      accounts,
      (shared, open, transaction, logger, { maxEntries, maxAgeSeconds }) => {
        const level = new MemoryCacheLevel(maxEntries, maxAgeSeconds * 1000);
        const made = new AccountCache(level, shared, open, transaction, logger);
        open.start(made);
        return made;
      },
      [sharedLevel, channel, platform.currentTransaction, platform.logger, cacheSettings.token],
    );
    wiring.contribute(
      'listener of appended events',
      'cache',
      (remembered, open, unitOfWork, catalogue) =>
        new AccountInvalidation(remembered, open, unitOfWork, catalogue),
      [accounts, channel, platform.unitOfWork, eventsTokens.catalogue],
    );
  },
  memory(wiring) {
    wiring.instance(cacheTokens.channel, MemoryInvalidationChannel, []);
  },
  postgres(wiring) {
    wiring.singleton(
      cacheTokens.channel,
      (notifications, database, logger, { channelTimeoutMs }) =>
        new PostgresInvalidationChannel(notifications, database, logger, channelTimeoutMs),
      [postgresTokens.notifications, postgresTokens.database, platform.logger, cacheSettings.token],
      (open) => open.close(),
    );
  },
});

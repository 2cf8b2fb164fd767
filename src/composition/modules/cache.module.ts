import { AccountCache } from '#infrastructure/cache/account-cache.js';
import { AccountInvalidation } from '#infrastructure/cache/account-invalidation.js';
import { MemoryCacheLevel } from '#infrastructure/cache/memory-cache-level.js';
import { CachedSessionQueries } from '#infrastructure/cache/sessions/cached-session-queries.js';
import { InvalidatingSessionRepository } from '#infrastructure/cache/sessions/invalidating-session-repository.js';
import { RememberingAccessTokens } from '#infrastructure/cache/sessions/remembering-access-tokens.js';
import { CachedUserQueries } from '#infrastructure/cache/users/cached-user-queries.js';
import { InvalidatingUserRepository } from '#infrastructure/cache/users/invalidating-user-repository.js';
import { tokens } from '../tokens.js';
import type { Wiring } from '../wiring.js';

/** Puts memories in front of the ports of persistence and of the tokens; nobody else knows of them. */
export function cacheModule(wiring: Wiring): void {
  const { cache, stored, users, auth, shared } = tokens;
  wiring.singleton(
    cache.accounts,
    (sharedLevel, channel, logger, { cache: { maxEntries, maxAgeMs } }) => {
      const memory = new MemoryCacheLevel({ maxAccounts: maxEntries, maxAgeMs });
      const accounts = new AccountCache(memory, sharedLevel, channel, logger, { maxAgeMs });
      channel.subscribe(accounts);
      channel.start();
      return accounts;
    },
    [cache.sharedLevel, cache.channel, shared.logger, shared.config],
  );
  wiring.instance(cache.invalidation, AccountInvalidation, [
    cache.accounts,
    cache.channel,
    shared.unitOfWork,
  ]);
  wiring.instance(users.repository, InvalidatingUserRepository, [stored.users, cache.invalidation]);
  wiring.instance(auth.sessions, InvalidatingSessionRepository, [stored.sessions, cache.invalidation]);
  wiring.instance(users.queries, CachedUserQueries, [
    stored.userQueries,
    cache.accounts,
    stored.currentTransaction,
  ]);
  wiring.instance(auth.sessionQueries, CachedSessionQueries, [
    stored.sessionQueries,
    cache.accounts,
    stored.currentTransaction,
    shared.clock,
  ]);
  wiring.singleton(
    auth.accessTokens,
    (signed, clock, config) => new RememberingAccessTokens(signed, clock, config.cache.maxEntries),
    [stored.accessTokens, shared.clock, shared.config],
  );
}

import type { SessionPrincipal, SessionQueries } from '#application/sessions/session-queries.js';
import type { Clock } from '#application/shared/clock.js';
import type { AccountCache } from '../account-cache.js';

/** Remembers principals. Lists are as they are stored. */
export function cachedSessionQueries(
  queries: SessionQueries,
  cache: AccountCache,
  clock: Clock,
): SessionQueries {
  /** A refresh prolongs a session without telling, so what seems to have expired is asked again. */
  const isUsable = ({ expiresAt, hasEnded }: SessionPrincipal) => hasEnded || expiresAt > clock.now();
  return {
    listAliveByUser: (userId, at) => queries.listAliveByUser(userId, at),
    findPrincipal(sessionId, userId) {
      const source = () => queries.findPrincipal(sessionId, userId);
      return cache.read({ owner: userId, slot: sessionId, source, isUsable });
    },
  };
}

import type { SessionPrincipal, SessionQueries, SessionView } from '#application/sessions/session-queries.js';
import type { Clock } from '#application/shared/clock.js';
import type { SessionId, UserId } from '#domain/shared/ids.js';
import type { CurrentTransaction, Transaction } from '../../shared/transaction.js';
import type { AccountCache } from '../account-cache.js';

export class CachedSessionQueries implements SessionQueries {
  constructor(
    private readonly queries: SessionQueries,
    private readonly cache: AccountCache,
    private readonly transaction: Pick<CurrentTransaction<Transaction>, 'get'>,
    private readonly clock: Clock,
  ) {}

  listAliveByUser(userId: UserId, at: Date): Promise<readonly SessionView[]> {
    return this.queries.listAliveByUser(userId, at);
  }

  findPrincipal(sessionId: SessionId, userId: UserId): Promise<SessionPrincipal | null> {
    const source = () => this.queries.findPrincipal(sessionId, userId);
    // A transaction sees what nobody else does yet.
    if (this.transaction.get() !== null) return source();
    return this.cache.read({ owner: userId, slot: sessionId, source, isUsable: this.#isUsable });
  }

  /** A refresh prolongs a session without telling, so what seems to have expired is asked again. */
  readonly #isUsable = ({ expiresAt, hasEnded }: SessionPrincipal) =>
    hasEnded || expiresAt.getTime() > this.clock.now().getTime();
}

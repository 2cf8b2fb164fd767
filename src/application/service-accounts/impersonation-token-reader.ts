import type { Authorizer } from '#application/access/authorizer.js';
import type { AccessTokenHolder } from '#application/sessions/access-tokens.js';
import type { AccessTokenReader } from '#application/sessions/authenticate-request.js';
import type { SessionQueries } from '#application/sessions/session-queries.js';
import type { Clock } from '#application/shared/clock.js';
import type { UserPrincipal } from '#application/shared/request-context.js';
import type { UserQueries } from '#application/users/user-queries.js';
import { unauthenticated } from '#domain/access/errors.js';
import { accountInactive } from '#domain/auth/errors.js';
import { sessionRevoked } from '#domain/sessions/errors.js';

/**
 * Tokens of those who act in somebody's place: good for as long as the impersonator's own session is alive, and they
 * have as much as the user has. Whoever becomes an administrator is out of the reach of one who is none.
 */
export class ImpersonationTokenReader implements AccessTokenReader {
  readonly kind = 'impersonation';

  constructor(
    private readonly sessions: SessionQueries,
    private readonly users: UserQueries,
    private readonly authorizer: Authorizer,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError UNAUTHENTICATED, SESSION_REVOKED or ACCOUNT_INACTIVE. */
  async principalOf(holder: AccessTokenHolder): Promise<UserPrincipal> {
    if (holder.kind !== 'impersonation') throw unauthenticated();
    const { userId, impersonatorId, sessionId } = holder;
    const own = await this.sessions.findPrincipal(sessionId, impersonatorId);
    if (own === null || own.hasEnded || own.expiresAt <= this.clock.now()) throw sessionRevoked();
    const user = await this.users.findById(userId);
    if (user === null) throw sessionRevoked();
    if (!own.isActive || !user.isActive) throw accountInactive();
    const { roles, hasSecondFactor } = user;
    if (!(await this.authorizer.mayImpersonate(own.roles, roles))) throw sessionRevoked();
    return {
      kind: 'user',
      userId,
      sessionId: null,
      keyId: null,
      scope: null,
      impersonatorId,
      roles,
      amr: [],
      // Nobody has shown here that they are the user.
      authenticatedAt: new Date(0),
      hasSecondFactor,
      tenantId: null,
    };
  }
}

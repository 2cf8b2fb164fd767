import type { RequestAuthenticator } from '#application/auth/request-authenticator.js';
import type { Clock } from '#application/shared/clock.js';
import type { UserPrincipal } from '#application/shared/request-context.js';
import { accountInactive } from '#domain/auth/errors.js';
import { sessionRevoked } from '#domain/sessions/errors.js';
import type { AccessTokens } from './access-tokens.js';
import type { SessionQueries } from './session-queries.js';

/**
 * Who a bearer token speaks for. Roles come from the account as it is now, not from the token, and the
 * session must be alive, so that a revocation holds for the next request (ASVS 7.4.1, 8.3.2).
 */
export class AuthenticateRequest implements RequestAuthenticator {
  readonly name = 'access token';

  constructor(
    private readonly accessTokens: AccessTokens,
    private readonly sessions: SessionQueries,
    private readonly clock: Clock,
  ) {}

  /** A JWT in its compact form (RFC 7515 §7.1). */
  accepts(credential: string): boolean {
    return credential.split('.').length === 3;
  }

  /** @throws AppError UNAUTHENTICATED, TOKEN_EXPIRED, SESSION_REVOKED or ACCOUNT_INACTIVE. */
  async authenticate(token: string): Promise<UserPrincipal> {
    const { userId, sessionId, amr, authenticatedAt, tenantId } = await this.accessTokens.verify(token);
    const found = await this.sessions.findPrincipal(sessionId, userId);
    if (found === null || found.hasEnded || found.expiresAt <= this.clock.now()) throw sessionRevoked();
    const { isActive, roles, hasSecondFactor } = found;
    if (!isActive) throw accountInactive();
    return { kind: 'user', userId, sessionId, roles, amr, authenticatedAt, hasSecondFactor, tenantId };
  }
}

import type { RequestAuthenticator } from '#application/auth/request-authenticator.js';
import type { Clock } from '#application/shared/clock.js';
import type { Principal } from '#application/shared/request-context.js';
import { unauthenticated } from '#domain/access/errors.js';
import { accountInactive } from '#domain/auth/errors.js';
import { sessionRevoked } from '#domain/sessions/errors.js';
import type { TenantId } from '#domain/shared/ids.js';
import type { AccessTokenHolder, AccessTokens, SessionHolder } from './access-tokens.js';
import type { SessionQueries } from './session-queries.js';

/** Who the access tokens of one kind speak for, as things are now. Each feature contributes those of its own. @public */
export interface AccessTokenReader {
  readonly kind: Exclude<AccessTokenHolder['kind'], 'session'>;
  /**
   * @param tenantId that the token says it is for.
   * @throws AppError of the kind `unauthenticated` or `forbidden`.
   */
  principalOf(holder: AccessTokenHolder, tenantId: TenantId | null): Promise<Principal>;
}

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
    private readonly readers: readonly AccessTokenReader[],
  ) {}

  /** A JWT in its compact form (RFC 7515 §7.1). */
  accepts(credential: string): boolean {
    return credential.split('.').length === 3;
  }

  /** @throws AppError UNAUTHENTICATED, TOKEN_EXPIRED, SESSION_REVOKED or ACCOUNT_INACTIVE. */
  async authenticate(token: string): Promise<Principal> {
    const claims = await this.accessTokens.verify(token);
    if (claims.kind === 'session') return this.#ofSession(claims, claims.tenantId);
    const reader = this.readers.find(({ kind }) => kind === claims.kind);
    if (reader === undefined) throw unauthenticated();
    return reader.principalOf(claims, claims.tenantId);
  }

  async #ofSession(holder: SessionHolder, tenantId: TenantId | null): Promise<Principal> {
    const { userId, sessionId, amr, authenticatedAt } = holder;
    const found = await this.sessions.findPrincipal(sessionId, userId);
    if (found === null || found.hasEnded || found.expiresAt <= this.clock.now()) throw sessionRevoked();
    const { isActive, roles, hasSecondFactor } = found;
    if (!isActive) throw accountInactive();
    const own = { keyId: null, scope: null, impersonatorId: null, tenantId };
    return { kind: 'user', userId, sessionId, ...own, roles, amr, authenticatedAt, hasSecondFactor };
  }
}

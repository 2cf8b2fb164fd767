import type { Clock } from '#application/shared/clock.js';
import type { Role } from '#domain/access/role.js';
import type { Session } from '#domain/sessions/session.js';
import type { TenantId } from '#domain/shared/ids.js';
import type { AccessTokens } from './access-tokens.js';
import type { RefreshToken } from './refresh-tokens.js';
import type { TokenPermissions } from './token-permissions.js';
import type { TokenTenants } from './token-tenants.js';

/** Lifetimes are in seconds (RFC 6749 §5.1). @public */
export interface TokensView {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly tokenType: 'Bearer';
  readonly expiresIn: number;
  readonly refreshExpiresIn: number;
}

/** What an access token is for. */
export interface TokenPurpose {
  readonly tenantId?: TenantId | null;
  /** This service itself where it is left out. */
  readonly audience?: string | undefined;
}

export type AccessTokenView = Pick<TokensView, 'accessToken' | 'tokenType' | 'expiresIn'>;

/** Puts the two tokens of a session together. */
export class TokenIssuer {
  constructor(
    private readonly accessTokens: AccessTokens,
    private readonly clock: Clock,
    private readonly permissions: TokenPermissions,
    private readonly tenants: TokenTenants,
  ) {}

  /** @throws AppError TENANT_NOT_FOUND. */
  async issue(
    session: Session,
    refreshToken: RefreshToken,
    roles: readonly Role[],
    purpose: TokenPurpose = {},
  ): Promise<TokensView> {
    const { idleExpiresAt } = session.state;
    return {
      ...(await this.issueAccess(session, roles, purpose)),
      refreshToken: refreshToken.value,
      refreshExpiresIn: Math.round((idleExpiresAt.getTime() - this.clock.now().getTime()) / 1000),
    };
  }

  /** An access token beside the refresh token that the client has. */
  async issueAccess(
    session: Session,
    roles: readonly Role[],
    { tenantId, audience }: TokenPurpose,
  ): Promise<AccessTokenView> {
    const { id, userId, amr, authenticatedAt, idleExpiresAt } = session.state;
    const permissions = await this.permissions.of(roles);
    const tenant = tenantId ? { id: tenantId, roles: await this.tenants.rolesIn(tenantId, userId) } : null;
    const holder = { kind: 'session' as const, userId, sessionId: id, amr, authenticatedAt };
    const subject = { ...holder, roles, permissions, tenant };
    const { token, expiresIn } = await this.accessTokens.sign(subject, idleExpiresAt, audience);
    return { accessToken: token, tokenType: 'Bearer', expiresIn };
  }
}

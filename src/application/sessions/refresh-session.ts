import type { RequestContext } from '#application/shared/request-context.js';
import { refreshTokenInvalid, refreshTokenReused } from '#domain/sessions/errors.js';
import { TenantId } from '#domain/shared/ids.js';
import type { RefreshToken, RefreshTokens } from './refresh-tokens.js';
import type { SessionRotation } from './session-rotation.js';
import type { TokenAudiences } from './token-audiences.js';
import type { TokenIssuer, TokensView } from './token-issuer.js';
import type { TokenTenants } from './token-tenants.js';

export interface RefreshSessionCommand {
  readonly refreshToken: string;
  /** That the access token is to be for. */
  readonly tenantId?: string | undefined;
  /** Of the access token. */
  readonly audience?: string | undefined;
}

export class RefreshSession {
  constructor(
    private readonly refreshTokens: RefreshTokens,
    private readonly rotation: SessionRotation,
    private readonly tokens: TokenIssuer,
    private readonly tenants: TokenTenants,
    private readonly audiences: TokenAudiences,
  ) {}

  /**
   * @throws AppError VALIDATION_ERROR, also for another audience; REFRESH_TOKEN_INVALID; REFRESH_TOKEN_REUSED;
   * TENANT_NOT_FOUND or what a policy refuses, and no token is spent.
   */
  async execute(command: RefreshSessionCommand, context: RequestContext): Promise<TokensView> {
    const { tenantId: named } = command;
    const tenantId = named === undefined ? null : TenantId.parse(named, 'tenantId');
    const audience = this.audiences.require(command.audience);
    const presented = this.refreshTokens.parse(command.refreshToken);
    if (presented === null) throw refreshTokenInvalid();
    const rotation = await this.rotation.rotate(presented.sessionId, presented, context, async (owner) => {
      if (tenantId !== null) await this.tenants.rolesIn(tenantId, owner);
    });
    if (!('session' in rotation)) {
      throw rotation.outcome.kind === 'reused' ? refreshTokenReused() : refreshTokenInvalid();
    }
    const { session, outcome, roles } = rotation;
    const successor = presented.successors[outcome.successor] as RefreshToken;
    return this.tokens.issue(session, successor, roles, { tenantId, audience });
  }
}

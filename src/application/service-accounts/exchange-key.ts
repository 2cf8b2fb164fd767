import type { Authorizer } from '#application/access/authorizer.js';
import type { AccessTokens } from '#application/sessions/access-tokens.js';
import type { TokenAudiences } from '#application/sessions/token-audiences.js';
import type { AccessTokenView } from '#application/sessions/token-issuer.js';
import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { forbidden, unauthenticated } from '#domain/access/errors.js';
import type { ApiKeyQueries } from './api-key-queries.js';
import { machineTokenMs, permissionsMaxLength } from './machine-token.js';
import { type TenantDirectory, tenantOf } from './tenant-directory.js';

export interface ExchangeKeyCommand {
  readonly tenantId?: string | undefined;
  readonly audience?: string | undefined;
}

/** Gives a JWT for a key, so that others can verify it without asking. */
export class ExchangeKey {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly keys: ApiKeyQueries,
    private readonly tokens: AccessTokens,
    private readonly audiences: TokenAudiences,
    private readonly tenants: readonly TenantDirectory[],
    private readonly clock: Clock,
  ) {}

  /**
   * Not for a token that was got this way, which would never end.
   * @throws AppError VALIDATION_ERROR; TENANT_NOT_FOUND; FORBIDDEN without a key; UNAUTHENTICATED where it has just ended.
   */
  async execute(command: ExchangeKeyCommand, context: RequestContext): Promise<AccessTokenView> {
    const { principal } = context;
    if (principal === null || principal.kind === 'system') throw unauthenticated();
    if (principal.keyId === null || principal.isExchanged) throw forbidden();
    const audience = this.audiences.require(command.audience);
    const tenantId = await tenantOf(this.tenants, command.tenantId, context);
    const key = await this.keys.findHolder(principal.keyId);
    if (key === null) throw unauthenticated();
    const ofKey = { kind: 'key', keyId: key.id, ownerId: key.owner.id } as const;
    // Roles would say more than the key may do.
    const named = [...(await this.authorizer.permissionsOf(context))].sort();
    const permissions = JSON.stringify(named).length <= permissionsMaxLength ? named : undefined;
    const latest = new Date(this.clock.now().getTime() + machineTokenMs);
    const notAfter = key.expiresAt !== null && key.expiresAt < latest ? key.expiresAt : latest;
    const subject = { ...ofKey, roles: [], permissions, tenant: tenantId && { id: tenantId, roles: [] } };
    const { token, expiresIn } = await this.tokens.sign(subject, notAfter, audience);
    return { accessToken: token, tokenType: 'Bearer', expiresIn };
  }
}

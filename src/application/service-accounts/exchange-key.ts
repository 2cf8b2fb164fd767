import type { Authorizer } from '#application/access/authorizer.js';
import type { AccessTokens } from '#application/sessions/access-tokens.js';
import type { TokenAudiences } from '#application/sessions/token-audiences.js';
import type { AccessTokenView } from '#application/sessions/token-issuer.js';
import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { TenantAccess } from '#application/tenants/tenant-access.js';
import { forbidden, unauthenticated } from '#domain/access/errors.js';
import { TenantId } from '#domain/shared/ids.js';
import { tenantNotFound } from '#domain/tenants/errors.js';
import type { ApiKeyQueries } from './api-key-queries.js';
import { machineTokenMs, permissionsMaxLength } from './machine-token.js';

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
    private readonly tenants: TenantAccess,
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
    const tenantId = await this.#tenantOf(command, context);
    const key = await this.keys.findHolder(principal.keyId);
    if (key === null) throw unauthenticated();
    const ofKey = { kind: 'key', keyId: key.id, ownerId: key.owner.id } as const;
    // Roles would say more than the key may do.
    const named = [...(await this.#permissionsOf(context))].sort();
    const permissions = JSON.stringify(named).length <= permissionsMaxLength ? named : undefined;
    const latest = new Date(this.clock.now().getTime() + machineTokenMs);
    const notAfter = key.expiresAt !== null && key.expiresAt < latest ? key.expiresAt : latest;
    const subject = { ...ofKey, roles: [], permissions, tenant: tenantId && { id: tenantId, roles: [] } };
    const { token, expiresIn } = await this.tokens.sign(subject, notAfter, audience);
    return { accessToken: token, tokenType: 'Bearer', expiresIn };
  }

  /** Of a program that belongs to a tenant, that one. @throws AppError VALIDATION_ERROR; TENANT_NOT_FOUND. */
  async #tenantOf({ tenantId }: ExchangeKeyCommand, context: RequestContext): Promise<TenantId | null> {
    const named = tenantId === undefined ? context.tenantId : TenantId.parse(tenantId, 'tenantId');
    if (named !== null && (await this.tenants.find(context, named)) === null) throw tenantNotFound();
    return named;
  }

  /** Of a program that belongs to a tenant, those that it has there. */
  #permissionsOf(context: RequestContext): ReadonlySet<string> | Promise<ReadonlySet<string>> {
    const { principal } = context;
    const isOfTenant = principal?.kind === 'service' && principal.tenantId !== null;
    return isOfTenant ? principal.permissions : this.authorizer.permissionsOf(context);
  }
}

import type { AccessTokenHolder } from '#application/sessions/access-tokens.js';
import type { AccessTokenReader } from '#application/sessions/authenticate-request.js';
import type { Principal } from '#application/shared/request-context.js';
import { unauthenticated } from '#domain/access/errors.js';
import type { TenantId } from '#domain/shared/ids.js';
import type { KeyPrincipals } from './key-principals.js';

/** Tokens that keys were exchanged for: good here for as long as the key is. */
export class KeyTokenReader implements AccessTokenReader {
  readonly kind = 'key';

  constructor(private readonly principals: KeyPrincipals) {}

  /** @throws AppError UNAUTHENTICATED, also for a program's token for a tenant that is not its own; ACCOUNT_INACTIVE. */
  async principalOf(holder: AccessTokenHolder, tenantId: TenantId | null): Promise<Principal> {
    if (holder.kind !== 'key') throw unauthenticated();
    const { keyId, ownerId } = holder;
    const principal = await this.principals.of(keyId, ({ owner }) => owner.id === ownerId);
    if (principal.kind === 'system') return principal;
    if (principal.kind === 'user') return { ...principal, isExchanged: true, tenantId };
    if (principal.tenantId !== tenantId) throw unauthenticated();
    return { ...principal, isExchanged: true };
  }
}

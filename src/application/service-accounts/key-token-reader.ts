import type { AccessTokenHolder } from '#application/sessions/access-tokens.js';
import type { AccessTokenReader } from '#application/sessions/authenticate-request.js';
import type { Principal } from '#application/shared/request-context.js';
import { unauthenticated } from '#domain/access/errors.js';
import type { KeyPrincipals } from './key-principals.js';

/** Tokens that keys were exchanged for: good here for as long as the key is. */
export class KeyTokenReader implements AccessTokenReader {
  readonly kind = 'key';

  constructor(private readonly principals: KeyPrincipals) {}

  /** @throws AppError UNAUTHENTICATED or ACCOUNT_INACTIVE. */
  async principalOf(holder: AccessTokenHolder): Promise<Principal> {
    if (holder.kind !== 'key') throw unauthenticated();
    const { keyId, ownerId } = holder;
    const principal = await this.principals.of(keyId, ({ owner }) => owner.id === ownerId);
    return principal.kind === 'system' ? principal : { ...principal, isExchanged: true };
  }
}

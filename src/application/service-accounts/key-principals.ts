import type { Clock } from '#application/shared/clock.js';
import type { Principal } from '#application/shared/request-context.js';
import type { TenantAccess } from '#application/tenants/tenant-access.js';
import { unauthenticated } from '#domain/access/errors.js';
import { accountInactive } from '#domain/auth/errors.js';
import { isAlive } from '#domain/service-accounts/api-key.js';
import type { ApiKeyId } from '#domain/shared/ids.js';
import type { ApiKeyQueries, KeyHolderState } from './api-key-queries.js';
import type { KeyUses } from './key-uses.js';

/** Who a key speaks for: what the key and its owner are now decides, at each request. */
export class KeyPrincipals {
  constructor(
    private readonly keys: ApiKeyQueries,
    private readonly uses: KeyUses,
    private readonly tenants: Pick<TenantAccess, 'isThere'>,
    private readonly clock: Clock,
  ) {}

  /**
   * @param isMeant whether it is the key that was shown.
   * @throws AppError UNAUTHENTICATED for a key that is none, has ended, is another's, or of a
   * tenant that is deleted; ACCOUNT_INACTIVE.
   */
  async of(id: ApiKeyId, isMeant: (holder: KeyHolderState) => boolean): Promise<Principal> {
    const holder = await this.keys.findHolder(id);
    if (holder === null || !isMeant(holder) || !isAlive(holder, this.clock.now())) throw unauthenticated();
    if (!holder.isActive) throw accountInactive();
    const { tenantId } = holder;
    if (tenantId !== null && !(await this.tenants.isThere(tenantId))) throw unauthenticated();
    this.uses.note(id);
    return principalOf(holder);
  }
}

function principalOf(holder: KeyHolderState): Principal {
  const { id: keyId, owner, permissions, tenantId, roles, hasSecondFactor } = holder;
  if (owner.kind === 'service') {
    return { kind: 'service', serviceId: owner.id, keyId, permissions: new Set(permissions), tenantId };
  }
  return {
    kind: 'user',
    userId: owner.id,
    sessionId: null,
    keyId,
    scope: new Set(permissions),
    impersonatorId: null,
    roles,
    amr: [],
    // A key proves nothing of who holds it.
    authenticatedAt: new Date(0),
    hasSecondFactor,
    tenantId: null,
  };
}

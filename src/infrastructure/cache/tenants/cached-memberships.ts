import type { Memberships } from '#application/tenants/memberships.js';
import type { UserId } from '#domain/shared/ids.js';
import type { AccountCache } from '../account-cache.js';

/** Remembered under the id of the tenant, as its events say: what changes in one is forgotten for all of its members. */
export function cachedMemberships(memberships: Memberships, cache: AccountCache): Memberships {
  return {
    find: (tenantId, userId, context) =>
      cache.read({
        owner: tenantId as string as UserId,
        slot: `member:${userId}`,
        source: () => memberships.find(tenantId, userId, context),
      }),
    // Asked where something is refused, which is seldom.
    tenantsOf: (userId, after) => memberships.tenantsOf(userId, after),
    async hasTenant(tenantId) {
      const owner = tenantId as string as UserId;
      const source = async () => (await memberships.hasTenant(tenantId)) || null;
      return (await cache.read({ owner, slot: 'tenant', source })) !== null;
    },
  };
}

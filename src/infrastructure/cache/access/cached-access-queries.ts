import type { AccessQueries } from '#application/access/access-queries.js';
import { accessCatalogueId } from '#domain/access/events.js';
import type { AccountCache } from '../account-cache.js';

/** Remembers what a decision needs. Whatever changes of it has an event, which has all instances forget all of it. */
export function cachedAccessQueries(queries: AccessQueries, cache: AccountCache): AccessQueries {
  const read = <T>(slot: string, source: () => Promise<T | null>) =>
    cache.read({ owner: accessCatalogueId, slot, source });
  return {
    listRoles: () => queries.listRoles(),
    rolesWith: (permission) => queries.rolesWith(permission),
    findRole: (name) => read(`role ${name}`, () => queries.findRole(name)),
    listCustomPermissions: async () =>
      (await read('permissions', () => queries.listCustomPermissions())) ?? [],
  };
}

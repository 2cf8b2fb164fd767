import { LRUCache } from 'lru-cache';
import type { ApiKeyQueries } from '#application/service-accounts/api-key-queries.js';
import type { AccountId, ApiKeyId } from '#domain/shared/ids.js';
import type { AccountCache } from '../account-cache.js';

/** Remembers keys with their owners, whose events evict them. Lists are as they are stored. */
export function cachedApiKeyQueries(
  queries: ApiKeyQueries,
  cache: AccountCache,
  maxKeys: number,
): ApiKeyQueries {
  /** A key never gets another owner. Unknown ids are not remembered, so that made-up ones displace none. */
  const owners = new LRUCache<ApiKeyId, AccountId>({ max: maxKeys });
  const ownerOf = async (id: ApiKeyId) => {
    const known = owners.get(id) ?? (await queries.findOwnerId(id));
    if (known !== null) owners.set(id, known);
    return known;
  };
  return {
    findOwnerId: ownerOf,
    listByOwner: (owner, limit) => queries.listByOwner(owner, limit),
    async findHolder(id) {
      const owner = await ownerOf(id);
      return owner && cache.read({ owner, slot: `key:${id}`, source: () => queries.findHolder(id) });
    },
  };
}

import type { UserQueries } from '#application/users/user-queries.js';
import type { AccountCache } from '../account-cache.js';

/** Remembers single accounts. Lists are as they are stored. */
export function cachedUserQueries(queries: UserQueries, cache: AccountCache): UserQueries {
  return {
    findById: (id) => cache.read({ owner: id, slot: 'view', source: () => queries.findById(id) }),
    listByPage: (...parameters) => queries.listByPage(...parameters),
    listByCursor: (...parameters) => queries.listByCursor(...parameters),
  };
}

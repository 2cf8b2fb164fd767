import type { CursorPage, NumberedPage } from '#application/shared/pages.js';
import type { UserFilter, UserQueries, UserSort, UserView } from '#application/users/user-queries.js';
import type { UserId } from '#domain/shared/ids.js';
import type { CurrentTransaction, Transaction } from '../../shared/transaction.js';
import type { AccountCache } from '../account-cache.js';

/** Remembers single accounts. Lists are as they are stored. */
export class CachedUserQueries implements UserQueries {
  constructor(
    private readonly queries: UserQueries,
    private readonly cache: AccountCache,
    private readonly transaction: Pick<CurrentTransaction<Transaction>, 'get'>,
  ) {}

  findById(id: UserId): Promise<UserView | null> {
    const source = () => this.queries.findById(id);
    // A transaction sees what nobody else does yet.
    return this.transaction.get() === null ? this.cache.read({ owner: id, slot: 'view', source }) : source();
  }

  listByPage(
    filter: UserFilter,
    sort: UserSort,
    page: number,
    pageSize: number,
  ): Promise<NumberedPage<UserView>> {
    return this.queries.listByPage(filter, sort, page, pageSize);
  }

  listByCursor(
    filter: UserFilter,
    sort: UserSort,
    cursor: string | null,
    limit: number,
  ): Promise<CursorPage<UserView>> {
    return this.queries.listByCursor(filter, sort, cursor, limit);
  }
}

import type { CursorPage, NumberedPage } from '#application/shared/pages.js';
import {
  type UserFilter,
  type UserQueries,
  type UserSort,
  type UserView,
  viewOf,
} from '#application/users/user-queries.js';
import type { UserId } from '#domain/shared/ids.js';
import { User, type UserState } from '#domain/users/user.js';
import {
  decodeUserCursor,
  encodeUserCursor,
  sortKeys,
  type UserCursor,
} from '../../shared/users/user-cursor.js';
import { byText } from '../collation.js';
import type { MemoryDatabase } from '../database.js';
import type { MemoryTable } from '../table.js';
import { userTable } from './repository.js';

export class MemoryUserQueries implements UserQueries {
  readonly #users: MemoryTable<UserState>;

  constructor(database: MemoryDatabase) {
    this.#users = database.table(userTable);
  }

  async findById(id: UserId): Promise<UserView | null> {
    const state = this.#users.get(id);
    return state === undefined ? null : viewOf(User.rehydrate(state));
  }

  async listByPage(
    filter: UserFilter,
    sort: UserSort,
    page: number,
    pageSize: number,
  ): Promise<NumberedPage<UserView>> {
    const users = this.#list(filter, sort);
    const start = (page - 1) * pageSize;
    return { items: users.slice(start, start + pageSize), totalCount: users.length };
  }

  async listByCursor(
    filter: UserFilter,
    sort: UserSort,
    cursor: string | null,
    limit: number,
  ): Promise<CursorPage<UserView>> {
    const after = cursor === null ? null : decodeUserCursor(cursor, sort);
    const users = this.#list(filter, sort).filter((user) => after === null || compare(user, after, sort) > 0);
    const items = users.slice(0, limit);
    const last = items.at(-1);
    return { items, nextCursor: users.length > limit && last ? encodeUserCursor(last, sort) : null };
  }

  #list(filter: UserFilter, sort: UserSort): UserView[] {
    return this.#users
      .where((user) => matches(user, filter))
      .map((state) => viewOf(User.rehydrate(state)))
      .sort((a, b) => compare(a, { key: b[sortKeys[sort].key], id: b.id }, sort));
  }
}

function matches(user: UserState, filter: UserFilter): boolean {
  const { role, isActive, createdAfter, createdBefore, emailDomain } = filter;
  const search = filter.search?.toLowerCase();
  return (
    (role === undefined || user.roles.includes(role)) &&
    (isActive === undefined || user.isActive === isActive) &&
    (createdAfter === undefined || user.createdAt >= createdAfter) &&
    (createdBefore === undefined || user.createdAt < createdBefore) &&
    (emailDomain === undefined || user.email.domain === emailDomain) &&
    (search === undefined || user.email.value.includes(search) || user.username.value.includes(search))
  );
}

function compare(user: UserView, place: UserCursor, sort: UserSort): number {
  const { key, isDescending } = sortKeys[sort];
  const order = byText(textOf(user[key]), textOf(place.key)) || byText(user.id, place.id);
  return isDescending ? -order : order;
}

/** Of the same order. */
function textOf(key: Date | string): string {
  return key instanceof Date ? key.toISOString() : key;
}

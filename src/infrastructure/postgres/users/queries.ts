import type { EntityManager } from 'typeorm';
import type { CursorPage, NumberedPage } from '#application/shared/pages.js';
import type { UserFilter, UserQueries, UserSort, UserView } from '#application/users/user-queries.js';
import type { UserId } from '#domain/shared/ids.js';
import { decodeUserCursor, encodeUserCursor, type UserCursor } from '../../shared/users/user-cursor.js';
import { selectList } from '../columns.js';
import type { Database } from '../database.js';
import {
  countMatching,
  countUsers,
  defaultCountBounds,
  enoughNearby,
  type UserCount,
  type UserCountBounds,
} from './count.js';
import { conditionsOf } from './filter.js';
import { toView, type UserViewRow, viewColumns } from './mapper.js';
import { userSchema } from './schema.js';
import { searchUsers } from './search.js';
import { behindCursor, orderBy, type UserSlice } from './slice.js';

const selectViewById = `SELECT ${selectList(userSchema, viewColumns)} FROM users WHERE id = $1`;

export class TypeOrmUserQueries implements UserQueries {
  constructor(
    private readonly database: Database,
    private readonly bounds: UserCountBounds = defaultCountBounds,
  ) {}

  async findById(id: UserId): Promise<UserView | null> {
    const [row]: UserViewRow[] = await this.database.read((manager) => manager.query(selectViewById, [id]));
    return row === undefined ? null : toView(row);
  }

  /** Reads one user more than it shows, so that the total is right about whether there is a next page. */
  async listByPage(
    filter: UserFilter,
    sort: UserSort,
    page: number,
    pageSize: number,
  ): Promise<NumberedPage<UserView>> {
    const offset = (page - 1) * pageSize;
    const slice = { sort, after: null, offset, limit: pageSize + 1 };
    return this.database.read(async (manager) => {
      const { rows, count } = await this.#readCounted(manager, filter, slice);
      const items = rows.slice(0, pageSize).map(toView);
      const seen = offset + rows.length;
      if (rows.length <= pageSize && (rows.length > 0 || page === 1)) return { items, totalCount: seen };
      const { count: total, isEstimate } = await count();
      if (!isEstimate) return { items, totalCount: total };
      const totalCount = rows.length > 0 ? Math.max(total, seen) : Math.min(total, offset);
      return { items, totalCount, totalCountIsEstimate: true };
    });
  }

  async listByCursor(
    filter: UserFilter,
    sort: UserSort,
    cursor: string | null,
    limit: number,
  ): Promise<CursorPage<UserView>> {
    const after: UserCursor | null = cursor === null ? null : decodeUserCursor(cursor, sort);
    const rows = await this.database.read((manager) =>
      read(manager, filter, { sort, after, offset: 0, limit: limit + 1 }),
    );
    const items = rows.slice(0, limit).map(toView);
    const last = items.at(-1);
    return { items, nextCursor: rows.length > limit && last ? encodeUserCursor(last, sort) : null };
  }

  /** With what it takes to count them all, which the search may know already. */
  async #readCounted(
    manager: EntityManager,
    filter: UserFilter,
    slice: UserSlice,
  ): Promise<{ rows: UserViewRow[]; count: () => Promise<UserCount> }> {
    const { search } = filter;
    if (search === undefined) {
      const rows = await readAll(manager, filter, slice);
      return { rows, count: () => countUsers(manager, filter, this.bounds) };
    }
    const { rows, total, near } = await searchUsers(manager, filter, search, slice, enoughNearby);
    const count = async () =>
      total === null
        ? countMatching(manager, filter, search, slice.sort, near, this.bounds)
        : { count: total, isEstimate: false };
    return { rows, count };
  }
}

async function read(manager: EntityManager, filter: UserFilter, slice: UserSlice): Promise<UserViewRow[]> {
  if (filter.search === undefined) return readAll(manager, filter, slice);
  return (await searchUsers(manager, filter, filter.search, slice)).rows;
}

function readAll(manager: EntityManager, filter: UserFilter, slice: UserSlice): Promise<UserViewRow[]> {
  const conditions = behindCursor(conditionsOf(filter), slice);
  return manager.query(
    `SELECT ${selectList(userSchema, viewColumns)} FROM users ${conditions}
     ${orderBy(slice.sort)} LIMIT ${slice.limit} OFFSET ${slice.offset}`,
    [...conditions.values],
  );
}

import type { CursorPage, NumberedPage } from '#application/shared/pages.js';
import type { UserFilter, UserQueries, UserSort, UserView } from '#application/users/user-queries.js';
import type { UserId } from '#domain/shared/ids.js';
import { decodeUserCursor, encodeUserCursor } from '../../shared/users/user-cursor.js';
import type { Database } from '../database.js';
import { countUsers, defaultCountBounds, enoughNearby, type UserCountBounds } from './count.js';
import { viewList } from './mapper.js';
import { readUsers } from './search.js';

const selectViewById = `SELECT ${viewList} FROM users WHERE id = $1`;

export class TypeOrmUserQueries implements UserQueries {
  constructor(
    private readonly database: Database,
    private readonly bounds: UserCountBounds = defaultCountBounds,
  ) {}

  async findById(id: UserId): Promise<UserView | null> {
    const [row]: UserView[] = await this.database.read((manager) => manager.query(selectViewById, [id]));
    return row ?? null;
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
      const { rows, total, near } = await readUsers(manager, filter, slice, enoughNearby);
      const items = rows.slice(0, pageSize);
      const seen = offset + rows.length;
      if (rows.length <= pageSize && (rows.length > 0 || page === 1)) return { items, totalCount: seen };
      if (total !== null) return { items, totalCount: total };
      const { count, isEstimate } = await countUsers(manager, filter, sort, near, this.bounds);
      if (!isEstimate) return { items, totalCount: count };
      const totalCount = rows.length > 0 ? Math.max(count, seen) : Math.min(count, offset);
      return { items, totalCount, totalCountIsEstimate: true };
    });
  }

  async listByCursor(
    filter: UserFilter,
    sort: UserSort,
    cursor: string | null,
    limit: number,
  ): Promise<CursorPage<UserView>> {
    const after = cursor === null ? null : decodeUserCursor(cursor, sort);
    const slice = { sort, after, offset: 0, limit: limit + 1 };
    const { rows } = await this.database.read((manager) => readUsers(manager, filter, slice));
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    return { items, nextCursor: rows.length > limit && last ? encodeUserCursor(last, sort) : null };
  }
}

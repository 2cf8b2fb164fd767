import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import type { CursorPage, NumberedPage } from '#application/shared/pages.js';
import type { UserFilter, UserQueries, UserSort, UserView } from '#application/users/user-queries.js';
import type { UserId } from '#domain/shared/ids.js';
import { decodeUserCursor, encodeUserCursor, sortKeys } from '../../shared/user-cursor.js';
import { selectList } from '../columns.js';
import type { Database } from '../database.js';
import { applyFilter } from './filter.js';
import { toView, type UserViewRow, viewColumns } from './mapper.js';
import { type UserRow, userSchema } from './schema.js';

const selectViewById = `SELECT ${selectList(userSchema, viewColumns)} FROM users WHERE id = $1`;

export class TypeOrmUserQueries implements UserQueries {
  constructor(private readonly database: Database) {}

  async findById(id: UserId): Promise<UserView | null> {
    const [row]: UserViewRow[] = await this.database.read((manager) => manager.query(selectViewById, [id]));
    return row === undefined ? null : toView(row);
  }

  async listByPage(
    filter: UserFilter,
    sort: UserSort,
    page: number,
    pageSize: number,
  ): Promise<NumberedPage<UserView>> {
    return this.database.read(async (manager) => {
      const totalCount = await matching(manager, filter).getCount();
      const rows = await sorted(matching(manager, filter), sort)
        .offset((page - 1) * pageSize)
        .limit(pageSize)
        .getMany();
      return { items: rows.map(toView), totalCount };
    });
  }

  async listByCursor(
    filter: UserFilter,
    sort: UserSort,
    cursor: string | null,
    limit: number,
  ): Promise<CursorPage<UserView>> {
    const after = cursor === null ? null : decodeUserCursor(cursor, sort);
    const rows = await this.database.read((manager) => {
      const query = sorted(matching(manager, filter), sort).limit(limit + 1);
      if (after !== null) {
        const { key, isDescending } = sortKeys[sort];
        query.andWhere(`(account.${key}, account.id) ${isDescending ? '<' : '>'} (:afterKey, :afterId)`, {
          afterKey: after.key,
          afterId: after.id,
        });
      }
      return query.getMany();
    });
    const items = rows.slice(0, limit).map(toView);
    const last = items.at(-1);
    return { items, nextCursor: rows.length > limit && last ? encodeUserCursor(last, sort) : null };
  }
}

function matching(manager: EntityManager, filter: UserFilter): SelectQueryBuilder<UserRow> {
  const query = manager
    .createQueryBuilder(userSchema, 'account')
    .select(viewColumns.map((column) => `account.${column}`));
  applyFilter(query, filter);
  return query;
}

/** By the sort's key and then the id, so that the order is total. */
function sorted(query: SelectQueryBuilder<UserRow>, sort: UserSort): SelectQueryBuilder<UserRow> {
  const { key, isDescending } = sortKeys[sort];
  const direction = isDescending ? 'DESC' : 'ASC';
  return query.orderBy(`account.${key}`, direction).addOrderBy('account.id', direction);
}

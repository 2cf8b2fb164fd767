import type { UserSort } from '#application/users/user-queries.js';
import { sortKeys, type UserCursor } from '../../shared/users/user-cursor.js';
import { columnName } from '../columns.js';
import type { Conditions } from './filter.js';
import { userSchema } from './schema.js';

/** Which of the users that match are wanted. */
export interface UserSlice {
  readonly sort: UserSort;
  /** Null from the start. */
  readonly after: UserCursor | null;
  readonly offset: number;
  readonly limit: number;
}

/** By the sort's key and then the id, so that the order is total. */
export function orderBy(sort: UserSort): string {
  const direction = sortKeys[sort].isDescending ? 'DESC' : 'ASC';
  return `ORDER BY ${keyColumn(sort)} ${direction}, id ${direction}`;
}

/** Only those behind the cursor. */
export function behindCursor(conditions: Conditions, { sort, after }: UserSlice): Conditions {
  if (after === null) return conditions;
  const comparison = sortKeys[sort].isDescending ? '<' : '>';
  return conditions.and(`(${keyColumn(sort)}, id) ${comparison} (?, ?)`, after.key, after.id);
}

function keyColumn(sort: UserSort): string {
  return columnName(userSchema, sortKeys[sort].key);
}

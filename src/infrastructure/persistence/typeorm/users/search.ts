import type { EntityManager } from 'typeorm';
import type { UserFilter } from '#application/users/user-queries.js';
import { sortKeys } from '../../shared/user-cursor.js';
import { selectList } from '../columns.js';
import { type Conditions, conditionsOf, containing, containingByIndex } from './filter.js';
import { type UserViewRow, viewColumns } from './mapper.js';
import { userSchema } from './schema.js';
import { behindCursor, orderBy, type UserSlice } from './slice.js';

/**
 * Users that are looked through in their order, which takes a millisecond or two: those created one after the
 * other are also stored so, others are all over the table.
 */
const nearby = { createdAt: 8000, email: 2000, username: 2000 };
/** Users that an index may find before it is cheaper to look through all in their order. */
const fewEnough = 1000;

const columns = selectList(userSchema, viewColumns);

/**
 * What is in many accounts is soon met with in their order, however many there are; an index would find all of
 * them first. What is in few is found by an index. Neither way is bounded alone, and the planner guesses, so the
 * order is looked through for a while, and then the index is asked, for a while too.
 */
export async function searchUsers(
  manager: EntityManager,
  filter: UserFilter,
  search: string,
  slice: UserSlice,
): Promise<UserViewRow[]> {
  const all = behindCursor(conditionsOf(filter), slice);
  const near = await searchNearby(manager, all, search, slice);
  if (near.length === slice.limit) return near;
  return (await searchIndex(manager, all, search, slice)) ?? searchAll(manager, all, search, slice);
}

function searchNearby(
  manager: EntityManager,
  all: Conditions,
  search: string,
  { sort, offset, limit }: UserSlice,
): Promise<UserViewRow[]> {
  const matching = containing(all, search);
  return manager.query(
    `SELECT ${columns} FROM (SELECT * FROM users ${all} ${orderBy(sort)} LIMIT ${nearby[sortKeys[sort].key]}) AS near
     ${matching.addedTo(all)} ${orderBy(sort)} LIMIT ${limit} OFFSET ${offset}`,
    [...matching.values],
  );
}

interface FoundRow extends UserViewRow {
  readonly found: number;
}

/**
 * Null when there are too many to be sorted. The first part is planned as if it were read to its end, which it
 * is not: a limit in it would tempt the planner to read the table instead.
 */
async function searchIndex(
  manager: EntityManager,
  all: Conditions,
  search: string,
  { sort, offset, limit }: UserSlice,
): Promise<UserViewRow[] | null> {
  const matching = containingByIndex(all, search);
  const rows: FoundRow[] = await manager.query(
    `WITH matching AS MATERIALIZED (SELECT * FROM users ${matching}),
       found AS MATERIALIZED (SELECT * FROM matching LIMIT ${fewEnough + 1})
     SELECT ${columns}, (SELECT count(*)::integer FROM found) AS found FROM found
     ${orderBy(sort)} LIMIT ${limit} OFFSET ${offset}`,
    [...matching.values],
  );
  if (rows.some(({ found }) => found > fewEnough)) return null;
  return rows.map(({ found: _, ...row }) => row);
}

function searchAll(
  manager: EntityManager,
  all: Conditions,
  search: string,
  { sort, offset, limit }: UserSlice,
): Promise<UserViewRow[]> {
  const matching = containing(all, search);
  return manager.query(
    `SELECT ${columns} FROM users ${matching} ${orderBy(sort)} LIMIT ${limit} OFFSET ${offset}`,
    [...matching.values],
  );
}

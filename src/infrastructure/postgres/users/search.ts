import type { EntityManager } from 'typeorm';
import type { UserFilter, UserView } from '#application/users/user-queries.js';
import { sortKeys } from '../../shared/users/user-cursor.js';
import { type Conditions, conditionsOf, containing, containingByIndex } from './filter.js';
import { viewList } from './mapper.js';
import { behindCursor, orderBy, type UserSlice } from './slice.js';

/**
 * Users that are looked through in their order, which takes a millisecond or two: those created one after the
 * other are also stored so, others are all over the table.
 */
export const nearby = { createdAt: 8000, email: 2000, username: 2000 };
/** Users that an index may find before it is cheaper to look through all in their order. */
const fewEnough = 1000;

export interface ReadUsers {
  readonly rows: UserView[];
  /** How many match in all, where a search found all of them on the way. */
  readonly total: number | null;
  /** How many match of those nearby, as far as they were counted; null if there is no search by creation. */
  readonly near: number | null;
}

/**
 * What is searched and in many accounts is soon met with in their order, however many there are; an index would find all of
 * them first. What is in few is found by an index. Neither way is bounded alone, and the planner guesses, so the
 * order is looked through for a while, further where half of what is wanted was there, and then the index is
 * asked, for a while too.
 * @param counted matches nearby that are counted although they are not wanted.
 */
export async function readUsers(
  manager: EntityManager,
  filter: UserFilter,
  slice: UserSlice,
  counted = 0,
): Promise<ReadUsers> {
  const all = behindCursor(conditionsOf(filter), slice);
  const { search } = filter;
  if (search === undefined) return { rows: await readInOrder(manager, all, slice), total: null, near: null };
  const { key } = sortKeys[slice.sort];
  const first = await searchNearby(manager, all, search, slice, nearby[key], counted);
  const near = key === 'createdAt' ? first.found : null;
  if (first.rows.length === slice.limit) return { rows: first.rows, total: null, near };
  if (first.found * 2 >= slice.offset + slice.limit) {
    const { rows } = await searchNearby(manager, all, search, slice, nearby[key] * 4);
    if (rows.length === slice.limit) return { rows, total: null, near };
  }
  const { rows, found } = await searchIndex(manager, all, search, slice);
  if (found <= fewEnough) return { rows, total: found, near };
  return { rows: await readInOrder(manager, containing(all, search), slice), total: null, near };
}

function searchNearby(
  manager: EntityManager,
  all: Conditions,
  search: string,
  slice: UserSlice,
  window: number,
  counted = 0,
): Promise<FoundUsers> {
  const matching = containing(all, search);
  const order = orderBy(slice.sort);
  const found = `found AS MATERIALIZED (
    SELECT * FROM (SELECT * FROM users ${all} ${order} LIMIT ${window}) AS near
    ${matching.addedTo(all)} ${order} LIMIT ${Math.max(slice.offset + slice.limit, counted)})`;
  return sliceOf(manager, found, matching, slice);
}

/**
 * Finds more than `fewEnough` when there are too many to be sorted. The first part is planned as if it were read
 * to its end, which it is not: a limit in it would tempt the planner to read the table instead.
 */
function searchIndex(
  manager: EntityManager,
  all: Conditions,
  search: string,
  slice: UserSlice,
): Promise<FoundUsers> {
  const matching = containingByIndex(all, search);
  const found = `matching AS MATERIALIZED (SELECT * FROM users ${matching}),
    found AS MATERIALIZED (SELECT * FROM matching LIMIT ${fewEnough + 1})`;
  return sliceOf(manager, found, matching, slice);
}

interface FoundUsers {
  readonly rows: UserView[];
  /** How many there are to take the slice from, also where it is empty. */
  readonly found: number;
}

async function sliceOf(
  manager: EntityManager,
  found: string,
  { values }: Conditions,
  { sort, offset, limit }: UserSlice,
): Promise<FoundUsers> {
  const order = orderBy(sort);
  const rows: (UserView & { readonly found: number })[] = await manager.query(
    `WITH ${found}
     SELECT ${viewList}, number.found FROM (SELECT count(*)::integer AS found FROM found) AS number
     LEFT JOIN (SELECT * FROM found ${order} LIMIT ${limit} OFFSET ${offset}) AS slice ON true ${order}`,
    [...values],
  );
  return {
    // Without any there is still the one that has the number.
    rows: rows.filter(({ id }) => id !== null).map(({ found: _, ...row }) => row),
    found: rows[0]?.found ?? 0,
  };
}

function readInOrder(
  manager: EntityManager,
  conditions: Conditions,
  { sort, offset, limit }: UserSlice,
): Promise<UserView[]> {
  return manager.query(
    `SELECT ${viewList} FROM users ${conditions} ${orderBy(sort)} LIMIT ${limit} OFFSET ${offset}`,
    [...conditions.values],
  );
}

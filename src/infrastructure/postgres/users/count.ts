import type { EntityManager } from 'typeorm';
import type { UserFilter, UserSort } from '#application/users/user-queries.js';
import { sortKeys } from '../../shared/users/user-cursor.js';
import { Conditions, conditionsOf, containing, containingByIndex } from './filter.js';
import { nearby } from './search.js';
import { orderBy } from './slice.js';

export interface UserCountBounds {
  /** Users that are counted one by one. */
  readonly counted: number;
  /** Users that are counted one by one where an index has to find them. */
  readonly found: number;
}

export const defaultCountBounds: UserCountBounds = { counted: 10_000, found: 1000 };

export interface UserCount {
  readonly count: number;
  readonly isEstimate: boolean;
}

/** Matches nearby that are counted; what has more is frequent enough for the statistics to know it. */
export const enoughNearby = 100;
/** Fewer nearby say little about how many there are elsewhere. */
const telling = 10;

/**
 * The exact number within the bound, and beyond it what the statistics of the database say. Of a search, an index
 * finds all matches before the first is counted, so it is asked only where those nearby do not show that there are
 * too many. Where they do, they also say how many: statistics are made of a hundred values and cannot tell one in a
 * thousand from three.
 * @param near how many match nearby, up to `enoughNearby` or more; null if it is not known.
 */
export async function countUsers(
  manager: EntityManager,
  filter: UserFilter,
  sort: UserSort,
  near: number | null,
  bounds: UserCountBounds,
): Promise<UserCount> {
  const all = conditionsOf(filter);
  const { search } = filter;
  if (search === undefined) return countUpTo(bounds.counted, manager, all);
  const sample = Math.min(near ?? (await countNearby(manager, all, search, sort)), enoughNearby);
  const projected = sample < telling ? 0 : Math.round(sample * (await windowsOf(manager, all, bounds)));
  if (projected > bounds.found && sample < enoughNearby) return { count: projected, isEstimate: true };
  const expected = await estimate(manager, containing(all, search));
  if (projected > bounds.found || expected > bounds.found * 10) {
    return { count: Math.max(projected, expected), isEstimate: true };
  }
  return countUpTo(bounds.found, manager, containingByIndex(all, search), readToTheEnd);
}

/** How many times there are as many users as are looked through. */
async function windowsOf(
  manager: EntityManager,
  all: Conditions,
  { counted }: UserCountBounds,
): Promise<number> {
  // Statistics know the size of the table well, and not how conditions go together.
  const isWhole = all === Conditions.none;
  const users = isWhole ? await estimate(manager, all) : (await countUpTo(counted, manager, all)).count;
  return Math.max(1, users / nearby.createdAt);
}

/** Among those created one after the other, whatever the order: addresses that begin alike are no sample. */
function countNearby(
  manager: EntityManager,
  all: Conditions,
  search: string,
  sort: UserSort,
): Promise<number> {
  const matching = containing(all, search);
  const order = orderBy(sortKeys[sort].key === 'createdAt' ? sort : 'createdAt');
  const sql = `SELECT count(*)::integer AS number FROM (
    SELECT FROM (SELECT email, username FROM users ${all} ${order} LIMIT ${nearby.createdAt}) AS near
    ${matching.addedTo(all)} LIMIT ${enoughNearby}) AS counted`;
  return numberFrom(manager, sql, matching);
}

const limited = (conditions: Conditions, limit: number) => `SELECT FROM users ${conditions} LIMIT ${limit}`;

/** The same, planned as if there were no limit, which would tempt the planner to read the table. */
const readToTheEnd: typeof limited = (conditions, limit) =>
  `WITH matching AS MATERIALIZED (SELECT FROM users ${conditions}) SELECT FROM matching LIMIT ${limit}`;

async function countUpTo(
  bound: number,
  manager: EntityManager,
  conditions: Conditions,
  read = limited,
): Promise<UserCount> {
  const sql = `SELECT count(*)::integer AS number FROM (${read(conditions, bound + 1)}) AS counted`;
  const count = await numberFrom(manager, sql, conditions);
  if (count <= bound) return { count, isEstimate: false };
  return { count: Math.max(await estimate(manager, conditions), count), isEstimate: true };
}

/** How many rows the planner expects. */
async function estimate(manager: EntityManager, conditions: Conditions): Promise<number> {
  const [row]: { 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }[] = await manager.query(
    `EXPLAIN (FORMAT JSON) SELECT FROM users ${conditions}`,
    [...conditions.values],
  );
  return row?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0;
}

async function numberFrom(manager: EntityManager, sql: string, { values }: Conditions): Promise<number> {
  const [row]: { number: number }[] = await manager.query(sql, [...values]);
  return row?.number ?? 0;
}

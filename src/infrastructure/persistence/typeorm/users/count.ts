import type { EntityManager } from 'typeorm';
import type { UserFilter } from '#application/users/user-queries.js';
import { type Conditions, conditionsOf, containing, containingByIndex } from './filter.js';

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

/** The exact number within bounds, and beyond them what the statistics of the database say. */
export async function countUsers(
  manager: EntityManager,
  filter: UserFilter,
  bounds: UserCountBounds,
): Promise<UserCount> {
  const all = conditionsOf(filter);
  if (filter.search === undefined) return countUpTo(bounds.counted, manager, all);
  const matching = containing(all, filter.search);
  const expected = await estimate(manager, matching);
  // An index finds all before the first is counted, and frequent parts are in a million accounts.
  if (expected > bounds.found * 10) return countAmong(bounds.counted, manager, all, matching, expected);
  return countUpTo(bounds.found, manager, containingByIndex(all, filter.search), readToTheEnd);
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

/** Exact where there are few to look through. */
async function countAmong(
  bound: number,
  manager: EntityManager,
  all: Conditions,
  matching: Conditions,
  expected: number,
): Promise<UserCount> {
  const among = await countUpTo(bound, manager, all);
  if (among.isEstimate) return { count: expected, isEstimate: true };
  const sql = `SELECT count(*)::integer AS number FROM users ${matching}`;
  return { count: await numberFrom(manager, sql, matching), isEstimate: false };
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

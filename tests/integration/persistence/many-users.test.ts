import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type UserFilter, type UserSort, userSorts } from '#application/users/user-queries.js';
import type { Database } from '#infrastructure/postgres/database.js';
import { TypeOrmUserQueries } from '#infrastructure/postgres/users/queries.js';
import { execute } from '#testing/execute.js';
import { createTestDatabase, type TestDatabase } from '#testing/test-database.js';
import { openDatabase } from './open-database.js';

const many = 20_000;

/** The later ones have names that the first have not, so that no part is spread evenly. */
const seed = `
  INSERT INTO users (id, email, username, password_hash, roles, is_active, created_at, updated_at, version)
  SELECT gen_random_uuid(),
    CASE WHEN n > 15000 THEN 'late' || n || '@newcorp.example' ELSE 'person' || n || '@mail.example' END,
    CASE WHEN n % 7000 = 6999 THEN 'xq_' || n WHEN n % 10 = 3 THEN 'every-tenth-' || n ELSE 'name' || n END,
    '$hash', CASE WHEN n % 100 = 0 THEN '{moderator}'::text[] ELSE '{user}' END, n % 50 <> 3,
    '2026-01-01'::timestamptz + n * interval '1 minute', '2026-01-01', 1
  FROM generate_series(1, ${many}) AS n`;

const columnOf: Record<UserSort, string> = {
  createdAt: 'created_at, id',
  '-createdAt': 'created_at DESC, id DESC',
  email: 'email, id',
  username: 'username, id',
};

describe('among many users', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let queries: TypeOrmUserQueries;

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    database = await openDatabase(testDatabase.url);
    queries = new TypeOrmUserQueries(database);
    await database.dataSource.query(seed);
    await execute(testDatabase.ownerUrl, 'VACUUM ANALYZE users');
  });
  afterAll(async () => {
    await database?.close();
    await testDatabase?.drop();
  });

  async function usernamesBySql(search: string, sort: UserSort): Promise<string[]> {
    const rows: { username: string }[] = await database.dataSource.query(
      `SELECT username FROM users WHERE strpos(email, $1) > 0 OR strpos(username, $1) > 0 ORDER BY ${columnOf[sort]}`,
      [search],
    );
    return rows.map(({ username }) => username);
  }

  // Everywhere, only at the end, in a tenth, in few, in none; with and without trigrams.
  const parts = [
    'example',
    'newcorp',
    'every-tenth',
    'person12',
    'xq_',
    'nobody',
    'e',
    'xq',
    '@n',
    'qz',
    '-',
  ];

  it.each(parts)('finds those with %s in their order, by pages and behind cursors', async (search) => {
    for (const sort of userSorts) {
      const expected = await usernamesBySql(search, sort);
      const page = await queries.listByPage({ search }, sort, 2, 5);
      expect(page.items.map(({ username }) => username)).toEqual(expected.slice(5, 10));
      const deep = await queries.listByPage({ search }, sort, 250, 5);
      expect(deep.items.map(({ username }) => username)).toEqual(expected.slice(1245, 1250));
      for (const { totalCount, totalCountIsEstimate } of [page, deep]) {
        if (!totalCountIsEstimate) expect(totalCount).toBe(expected.length);
        else expect(totalCount).toBeGreaterThanOrEqual(Math.min(expected.length, 1000));
      }
      const first = await queries.listByCursor({ search }, sort, null, 30);
      expect(first.items.map(({ username }) => username)).toEqual(expected.slice(0, 30));
      if (first.nextCursor === null) continue;
      const second = await queries.listByCursor({ search }, sort, first.nextCursor, 30);
      expect(second.items.map(({ username }) => username)).toEqual(expected.slice(30, 60));
    }
  });

  it('searches among those that a filter leaves', async () => {
    const filter: UserFilter = { search: 'newcorp', role: 'moderator', isActive: true };
    const { items, totalCount } = await queries.listByPage(filter, 'email', 1, 100);
    expect(items).toHaveLength(50);
    expect(totalCount).toBe(50);
    expect(
      items.every(({ email, roles }) => email.endsWith('@newcorp.example') && roles[0] === 'moderator'),
    ).toBe(true);
  });

  it('counts exactly within the bound, and beyond it says that it estimates', async () => {
    const exact = await queries.listByPage({ isActive: false }, 'email', 1, 20);
    expect(exact.totalCount).toBe(400);
    expect(exact).not.toHaveProperty('totalCountIsEstimate');
    const estimated = await queries.listByPage({}, 'email', 1, 20);
    expect(estimated.totalCountIsEstimate).toBe(true);
    expect(Math.abs(estimated.totalCount - many)).toBeLessThan(many / 20);
    const searched = await queries.listByPage({ search: 'example' }, 'email', 1, 20);
    expect(searched.totalCountIsEstimate).toBe(true);
  });

  it('estimates from those nearby what the statistics are too coarse for, alike on each page', async () => {
    const bounded = new TypeOrmUserQueries(database, { counted: 10_000, found: 100 });
    const totals: number[] = [];
    for (const page of [1, 3, 6]) {
      const answer = await bounded.listByPage({ search: '77@mail' }, 'createdAt', page, 20);
      expect(answer.totalCountIsEstimate).toBe(true);
      totals.push(answer.totalCount);
    }
    expect(new Set(totals).size).toBe(1);
    // 80 of the first 8,000; 150 of all.
    expect(totals[0]).toBeGreaterThan(150);
    expect(totals[0]).toBeLessThan(250);
  });

  it('is right about the last page, whatever it estimates', async () => {
    const pages = many / 100;
    const last = await queries.listByPage({}, 'email', pages, 100);
    expect(last).toMatchObject({ totalCount: many });
    expect(last).not.toHaveProperty('totalCountIsEstimate');
    const lastButOne = await queries.listByPage({}, 'email', pages - 1, 100);
    expect(lastButOne.totalCount).toBeGreaterThan((pages - 1) * 100);
    const beyond = await queries.listByPage({}, 'email', pages + 5, 100);
    expect(beyond.items).toEqual([]);
    expect(beyond.totalCount).toBeLessThanOrEqual((pages + 4) * 100);
  });
});

import { describe, expect, it } from 'vitest';
import { signedIn, testApp } from './support/app.js';
import { ada } from './support/fakes.js';

async function list(query: string, result?: unknown) {
  const test = await testApp();
  if (result !== undefined) test.useCases.listUsers.answer = () => result;
  const response = await test.app.inject({ url: `/api/v1/users${query}`, headers: signedIn });
  return { status: response.statusCode, body: response.json(), input: test.useCases.listUsers.lastInput };
}

const page = (totalCount: number) => ({ kind: 'page', items: [ada], totalCount });
const cursor = (nextCursor: string | null) => ({ kind: 'cursor', items: [ada], nextCursor });

describe('a list by page', () => {
  it('begins at the first page of 20', async () => {
    const { body, input } = await list('', page(41));
    expect(input).toStrictEqual({
      filter: {},
      sort: 'createdAt',
      window: { kind: 'page', page: 1, pageSize: 20 },
    });
    expect(body.meta).toMatchObject({ page: 1, pageSize: 20, totalPages: 3, totalCount: 41 });
    expect(body.links).toEqual({
      self: '/api/v1/users?page=1&pageSize=20',
      next: '/api/v1/users?page=2&pageSize=20',
      prev: null,
      first: '/api/v1/users?page=1&pageSize=20',
      last: '/api/v1/users?page=3&pageSize=20',
    });
  });

  it('keeps the filters in its links', async () => {
    const query = '?search=a%26b%20c&role=admin&sort=-createdAt&page=2&pageSize=10&createdAfter=2026-01-01';
    const { body } = await list(query, page(30));
    const next = new URL(body.links.next, 'http://localhost');
    expect(Object.fromEntries(next.searchParams)).toEqual({
      role: 'admin',
      createdAfter: '2026-01-01T00:00:00.000Z',
      search: 'a&b c',
      sort: '-createdAt',
      page: '3',
      pageSize: '10',
    });
  });

  it('links back from beyond the end', async () => {
    const { body } = await list('?page=9', page(21));
    expect(body.links).toMatchObject({
      next: null,
      prev: '/api/v1/users?page=2&pageSize=20',
      last: '/api/v1/users?page=2&pageSize=20',
    });
  });

  it('leads to no page that would be refused', async () => {
    const { status, body } = await list('?page=100000&pageSize=1', page(250_000));
    expect(status).toBe(200);
    expect(body.meta.totalPages).toBe(250_000);
    expect(body.links).toMatchObject({
      next: null,
      prev: '/api/v1/users?page=99999&pageSize=1',
      last: '/api/v1/users?page=100000&pageSize=1',
    });
    for (const link of Object.values<string | null>(body.links)) {
      if (link !== null) expect((await list(link.replace('/api/v1/users', ''))).status).toBe(200);
    }
  });

  it('says when its total is an estimate, and nothing of it otherwise', async () => {
    const { body } = await list('?page=2', { ...page(1_000_000), totalCountIsEstimate: true });
    expect(body.meta).toMatchObject({
      totalCount: 1_000_000,
      totalPages: 50_000,
      totalCountIsEstimate: true,
    });
    expect(body.links.next).toBe('/api/v1/users?page=3&pageSize=20');
    expect((await list('', page(41))).body.meta).not.toHaveProperty('totalCountIsEstimate');
  });

  it('has no last page when nothing is found', async () => {
    const { body } = await list('', { kind: 'page', items: [], totalCount: 0 });
    expect(body.data).toEqual([]);
    expect(body.meta.totalPages).toBe(0);
    expect(body.links).toMatchObject({ next: null, prev: null, last: null });
  });
});

describe('a list by cursor', () => {
  it.each(['?cursor=', '?limit=20', '?cursor=&limit=20'])('begins with %s', async (query) => {
    const { body, input } = await list(query, cursor('abc'));
    expect(input).toMatchObject({ window: { kind: 'cursor', cursor: null, limit: 20 } });
    expect(body.meta).toEqual(expect.objectContaining({ limit: 20, nextCursor: 'abc' }));
    expect(body.meta).not.toHaveProperty('totalCount');
    expect(body.links).toEqual({
      self: '/api/v1/users?cursor=&limit=20',
      next: '/api/v1/users?cursor=abc&limit=20',
    });
  });

  it('ends', async () => {
    const { body, input } = await list('?cursor=abc&limit=5', cursor(null));
    expect(input).toMatchObject({ window: { kind: 'cursor', cursor: 'abc', limit: 5 } });
    expect(body.meta.nextCursor).toBeNull();
    expect(body.links.next).toBeNull();
  });

  it.each(['?page=1&cursor=', '?pageSize=5&limit=5'])('is not mixed with pages: %s', async (query) => {
    expect((await list(query)).status).toBe(422);
  });
});

describe('a query parameter', () => {
  it('is parsed by its type', async () => {
    const query = '?isActive=false&createdBefore=2026-02-28T12:00:00.5%2B02:00&emailDomain=example.com';
    expect((await list(query)).input).toMatchObject({
      filter: {
        isActive: false,
        createdBefore: new Date('2026-02-28T10:00:00.500Z'),
        emailDomain: 'example.com',
      },
    });
  });

  it('without a value counts as not given', async () => {
    const { status, input } = await list('?role=&isActive=&createdAfter=&search=&sort=&page=');
    expect(status).toBe(200);
    expect(input).toMatchObject({ filter: {}, sort: 'createdAt', window: { page: 1 } });
  });

  it.each([
    ['page', '0'],
    ['page', '1.5'],
    ['page', '1e3'],
    ['page', '0x10'],
    ['page', '%201'],
    ['page', '99999999999999999999'],
    ['pageSize', '101'],
    ['isActive', 'yes'],
    ['isActive', '1'],
    ['createdAfter', '2026-02-30'],
    ['createdAfter', '2026-01-01T10:00:00'],
    ['createdAfter', '1700000000'],
    ['createdAfter', 'tomorrow'],
    ['role', 'Root'],
    ['sort', 'id;SELECT pg_sleep(5)'],
    ['search', '%00'],
    ['cursor', 'a'.repeat(1025)],
    ['page_size', '5'],
    ['__proto__', 'x'],
    ['sort[]', 'email'],
    ['filter[role]', 'admin'],
  ])('%s=%s is 422 and named (INP-10, INP-12)', async (name, value) => {
    const { status, body, input } = await list(`?${name}=${value}`);
    expect(status).toBe(422);
    expect(body.error.details.map(({ field }: { field: string }) => field)).toEqual([name]);
    expect(input).toBeUndefined();
  });

  it.each(['role=user&role=admin', 'page=1&page=2', 'search=a&search=b', 'isActive=true&isActive=true'])(
    'is given once: %s',
    async (query) => {
      expect((await list(`?${query}`)).status).toBe(422);
    },
  );
});

describe('the audit log', () => {
  it('is read by cursor, with its filters in canonical form', async () => {
    const test = await testApp();
    const id = '019602C4-6F2A-7D3E-9B1A-5C0E8F7D2A41';
    const url = `/api/v1/audit?actor=${id}&action=user.registered&from=2026-01-01&limit=2`;
    const response = await test.app.inject({ url, headers: signedIn });
    expect(test.useCases.readAuditLog.lastInput).toStrictEqual({
      filter: { actor: id.toLowerCase(), action: 'user.registered', from: new Date('2026-01-01') },
      cursor: null,
      limit: 2,
    });
    expect(response.json()).toMatchObject({
      data: [],
      meta: { limit: 2, nextCursor: null },
      links: { next: null },
    });
  });

  it.each(['actor=1', 'target=x%00', 'page=1'])('refuses %s', async (query) => {
    const { app } = await testApp();
    expect((await app.inject({ url: `/api/v1/audit?${query}`, headers: signedIn })).statusCode).toBe(422);
  });
});

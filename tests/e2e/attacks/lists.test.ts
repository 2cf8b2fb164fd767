import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { E2eService, type SignedIn } from '#testing/e2e-service.js';
import { countOf } from './support/rows.js';

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const injections = [
  'id;SELECT pg_sleep(5)',
  "1' OR '1'='1",
  "'; DROP TABLE users; --",
  '1) UNION SELECT password_hash FROM users --',
  'email,(SELECT 1)',
  'password_hash',
  '-password_hash',
  '"',
  '$1',
];

describe('attacks on lists and long texts', () => {
  let service: E2eService;
  let root: SignedIn;

  beforeAll(async () => {
    service = await E2eService.start();
    root = await service.root();
    for (let index = 0; index < 3; index += 1) await service.person();
  });

  afterAll(() => service?.stop());

  const list = (query: string) => service.http.get(`/api/v1/users?${query}`, { token: root.token });
  const audit = (query: string) => service.http.get(`/api/v1/audit?${query}`, { token: root.token });

  it.each(injections)('INP-12: %j is no sort, filter or cursor', async (text) => {
    const value = encodeURIComponent(text);
    const before = await countOf(service.database, 'users');
    for (const name of ['sort', 'role', 'isActive', 'createdAfter', 'page', 'pageSize', 'limit', 'cursor']) {
      expect(await list(`${name}=${value}`), name).toMatchObject({ status: 422, code: 'VALIDATION_ERROR' });
    }
    for (const name of ['actor', 'from', 'to', 'limit', 'cursor']) {
      expect(await audit(`${name}=${value}`), name).toMatchObject({ status: 422, code: 'VALIDATION_ERROR' });
    }
    // A target may be a name, which `password_hash` could be.
    for (const reply of [list(`search=${value}`), list(`emailDomain=${value}`), audit(`target=${value}`)]) {
      const { status, data } = await reply;
      if (status === 200) expect(data).toEqual([]);
      else expect(status).toBe(422);
    }
    expect((await audit(`action=${value}`)).data).toEqual([]);
    expect(await countOf(service.database, 'users')).toBe(before);
  });

  it.each([
    'sort[]=email',
    'sort=email&sort=username',
    'filter[password_hash]=x',
    'where=1%3D1',
    'select=passwordHash',
    'search[$ne]=x',
    'search=a&search=b',
    '__proto__=1',
    'constructor=1',
    'page=1&cursor=',
    'page=-1',
    'page=1e309',
    'page=0x10',
    'page=9007199254740993',
    'page=1.5',
    'pageSize=101',
    'limit=0',
    'limit=NaN',
    'createdAfter=2026-02-30',
    'createdBefore=infinity',
    'isActive=1',
    'isActive=TRUE',
  ])('INP-12: ?%s is refused', async (query) => {
    expect(await list(query)).toMatchObject({ status: 422, code: 'VALIDATION_ERROR' });
  });

  it('INP-12: a forged cursor is refused, or shows no more than a list does', async () => {
    const { id } = root.user;
    const first = await list('cursor=&limit=1&sort=email');
    expect(first.data).toHaveLength(1);
    const forged = [
      encode(['createdAt', "2026' OR 1=1 --", id]),
      encode(['createdAt', '2026-01-01T00:00:00.000Z', "x' OR 1=1"]),
      encode(['createdAt', '+275760-09-13T00:00:00.000Z', id]),
      encode(['password_hash', 'a', id]),
      encode({ sort: 'createdAt' }),
      encode([['createdAt'], 'x', id]),
      encode(['createdAt']),
      encode(null),
      first.body.meta.nextCursor,
      'A'.repeat(1025),
      '%25',
    ];
    for (const cursor of forged) {
      expect(await list(`cursor=${cursor}`), cursor).toMatchObject({ status: 422 });
      expect(await audit(`cursor=${cursor}`), cursor).toMatchObject({ status: 422 });
    }
    const key = encode(['email', "' OR 1=1 --", id]);
    const { status, text } = await list(`cursor=${key}&sort=email`);
    expect(status).toBe(200);
    expect(text).not.toContain('argon2');
  });

  it('INP-12: signs of patterns are letters like any other in a search', async () => {
    for (const search of ['%', '_', '\\', '.*', '(', '%person%', 'perso_1']) {
      expect((await list(`search=${encodeURIComponent(search)}`)).data, search).toEqual([]);
    }
    expect((await list('search=PERSON')).data).toHaveLength(3);
  });

  it.each([
    ['a letter and variation selectors', `a${'\ufe0f'.repeat(5_000)}`],
    ['few of them', `abc${'\ufe0f'.repeat(3)}`],
    ['supplementary selectors', `abc${'\u{e0100}'.repeat(20)}`],
    ['joiners', `abc${'\u200d'.repeat(40)}`],
    ['marks without end', `a${'\u0301'.repeat(126)}`],
    ['an expanding ligature', '\ufdfa'.repeat(64)],
  ])('INP-15: %s are no way around the length of a name', async (_name, username) => {
    const account = { email: 'length@example.com', username, password: 'a long enough phrase' };
    const answer = await service.http.post('/api/v1/auth/register', account);
    expect(answer).toMatchObject({ status: 422, code: 'VALIDATION_ERROR' });
  });

  it('INP-16: long texts that choke regular expressions are answered like any other', async () => {
    const emails = [
      `a@${'a.'.repeat(30_000)}`,
      `${'a.'.repeat(30_000)}@b`,
      `a@${'a.'.repeat(126)}`,
      `${'a'.repeat(250)}@`,
      `a@${'-'.repeat(250)}`,
      `${' '.repeat(60_000)}a@b.example`,
      `a@${'xn--'.repeat(60)}`,
      '!'.repeat(254),
    ];
    for (const email of emails) {
      const account = { email, username: `x${'-'.repeat(120)}`, password: 'a long enough phrase' };
      expect((await service.http.post('/api/v1/auth/register', account)).status).toBe(422);
      expect([401, 422]).toContain(
        (await service.http.post('/api/v1/auth/login', { email, password: 'x' })).status,
      );
    }
    const spaces = ' '.repeat(10_000);
    const headers: readonly Record<string, string>[] = [
      { 'user-agent': `a${spaces}b` },
      { 'accept-language': 'a-'.repeat(6_000) },
      { accept: 'application/problem+json;q=0.1,'.repeat(400) },
      { accept: `application/problem+json;${'a='.repeat(5_000)}` },
      { 'content-type': `application/json;${spaces}charset=${spaces}` },
      { 'x-request-id': `a${spaces}b` },
      { authorization: `Bearer ${spaces}x` },
      { 'accept-encoding': 'gzip,'.repeat(2_000) },
    ];
    for (const header of headers) {
      const { status } = await service.http.get('/api/v1/me', { token: root.token, headers: header });
      expect([200, 400, 401], JSON.stringify(header).slice(0, 60)).toContain(status);
    }
    for (const tag of ['"'.repeat(1_000), ','.repeat(1_000), '"a",'.repeat(250), `${'\t '.repeat(500)}x`]) {
      const options = { token: root.token, headers: { 'if-match': tag } };
      const { status } = await service.http.patch('/api/v1/me', {}, options);
      expect([400, 412], tag.slice(0, 9)).toContain(status);
    }
    expect([400, 401]).toContain(
      (await service.http.get('/api/v1/me', { token: `eyJ${'.'.repeat(8_000)}` })).status,
    );
  });
});

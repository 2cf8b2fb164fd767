import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { usersTokens } from '#composition/features/users.tokens.js';
import { E2eService, type SignedIn } from '#testing/e2e-service.js';
import { overriding } from '#testing/overriding.js';
import { startLoggedService } from './support/logged-service.js';
import { countOf, everythingStored, rowsOf } from './support/rows.js';
import { exchange } from './support/sockets.js';

const canary = 'Kanarienvogel-4711-im-Bergwerk';

/** What a careless use case would do. */
const careless = overriding((wiring) =>
  wiring.replace(
    usersTokens.createUser,
    () => ({
      execute: async ({ email, password }: { email: string; password?: string }) => {
        const cause = new Error(`hashing of ${password} failed`);
        throw Object.assign(
          new Error(`Cannot create ${email} with ${password}\n{"level":"info"}`, { cause }),
          {
            password,
            parameters: [password],
          },
        );
      },
    }),
    [],
  ),
);

describe('what must not get out', () => {
  let service: E2eService;
  let logged: () => string;
  let root: SignedIn;

  beforeAll(async () => {
    ({ service, logged } = await startLoggedService([careless]));
    root = await service.root();
  });

  afterAll(() => service?.stop());

  const lines = () => logged().split('\n').slice(0, -1);
  const newUser = { email: 'new@example.com', username: 'newcomer', password: canary };

  it('PWD-15: a password is found in no answer, log, event, audit entry or other row', async () => {
    const account = { email: 'canary@example.com', username: 'canary', password: canary };
    const post = (path: string, body: unknown, token?: string) =>
      service.http.post(`/api/v1${path}`, body, { token });
    const raw = (path: string, rawBody: string, type = 'application/json') =>
      service.http.post(`/api/v1${path}`, undefined, { rawBody, headers: { 'content-type': type } });
    const { token } = root;
    const answers = [await post('/auth/register', account), await post('/auth/login', account)];
    const { password: _, ...named } = account;
    const login = await post('/auth/login', { email: named.email, password: canary });
    const { accessToken } = login.data;
    answers.push(
      login,
      await post('/auth/login', { email: named.email, password: `${canary}!` }),
      await post('/auth/login', { email: canary, password: canary }),
      await post('/auth/login', { username: canary, password: canary }),
      await post('/auth/register', account),
      await post('/auth/register', { ...account, password: [canary] }),
      await post('/auth/register', { ...account, email: canary, username: `${canary}@` }),
      await post('/auth/register', { ...account, extra: canary, roles: canary }),
      await post('/auth/register', {
        email: 'x@example.com',
        username: canary,
        password: canary.toUpperCase(),
      }),
      await raw('/auth/login', `{"email":"a@example.com","password":"${canary}"`),
      await raw('/auth/login', `{"password":"${canary}\\ud800","email":"a@example.com"}`),
      await raw('/auth/login', `email=a@example.com&password=${canary}`, 'application/x-www-form-urlencoded'),
      await raw(`/auth/login?password=${canary}`, '{}'),
      await raw('/auth/refresh', JSON.stringify({ refreshToken: canary })),
      await post('/users', newUser, token),
      await post('/me/password', { currentPassword: 'a wrong password', newPassword: canary }, accessToken),
      await post('/me/password', { currentPassword: canary, newPassword: `${canary}-2` }, accessToken),
      await service.http.get('/api/v1/me', { token: canary }),
      await service.http.get('/api/v1/me', { headers: { authorization: `Basic ${canary}` } }),
      await service.http.delete('/api/v1/me', { token: accessToken, body: { password: `${canary}-2` } }),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(
      new Set([200, 201, 204, 400, 401, 409, 415, 422, 500]),
    );
    for (const { text } of answers) expect(text.toLowerCase()).not.toContain('kanarienvogel');
    await service.drainEvents();
    expect(lines().length).toBeGreaterThan(answers.length);
    expect(logged().toLowerCase()).not.toContain('kanarienvogel');
    const stored = await everythingStored(service.database);
    expect(stored).toContain('audit_entries: ');
    expect(stored).toContain('events: ');
    expect(stored.toLowerCase()).not.toContain('kanarienvogel');
  });

  it('PWD-15: nor are tokens', async () => {
    const { user, token, refreshToken } = await service.person();
    const refreshed = await service.http.post('/api/v1/auth/refresh', { refreshToken });
    await service.http.post('/api/v1/auth/logout', undefined, { token });
    const again = await service.logIn(user.email);
    await service.http.get(`/api/v1/me?access_token=${again.token}`, { token: `${again.token}x` });
    const stored = await everythingStored(service.database);
    for (const secret of [
      token,
      refreshToken,
      refreshed.data.refreshToken,
      again.token,
      again.refreshToken,
    ]) {
      const part = secret.slice(-24);
      expect(logged()).not.toContain(part);
      expect(stored).not.toContain(part);
    }
  });

  it('INP-25: whatever is sent, a line of the log is one JSON object', async () => {
    const { baseUrl } = service.http;
    const nasty = '"}\\n{"level":"error","message":"forged"}\x9b31m\x85\xe2\x80\xa8';
    const request = (path: string, headers: string) =>
      `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n`;
    const ids: string[] = [];
    for (const bytes of [
      request('/api/v1/me', `User-Agent: ${nasty}\r\n`),
      request('/api/v1/me', `X-Request-Id: ${nasty}\r\n`),
      request('/api/v1/me', 'X-Request-Id: a b\r\n'),
      request('/api/v1/me', `X-Request-Id: ${'a'.repeat(129)}\r\n`),
      request('/api/v1/%0d%0a%7b%22level%22%3a1%7d%1b%5b31m', ''),
      request(`/api/v1/me?a=%0d%0a`, `X-Forwarded-For: ${nasty}\r\nAuthorization: Bearer ${nasty}\r\n`),
    ]) {
      const answer = await exchange(baseUrl, bytes);
      ids.push(answer.headers.get('x-request-id') as string);
    }
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
    const account = { ...newUser, email: 'a\r\n{"level":"error"}@example.com', username: '\x1b[31mred' };
    await service.http.post('/api/v1/users', account, { token: root.token });
    await service.http.post('/api/v1/auth/register', account);
    await service.http.post('/api/v1/auth/login', { username: nasty, password: nasty });
    for (const line of lines()) {
      const { timestamp, level, message } = JSON.parse(line);
      expect(new Date(timestamp).toISOString()).toBe(timestamp);
      expect(['error', 'warn', 'info', 'debug']).toContain(level);
      expect(message).not.toBe('forged');
      // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not be there.
      expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
    }
    for (const id of ids) expect(lines().filter((line) => line.includes(id))).not.toEqual([]);
    const [agent] = await rowsOf(
      service.database,
      `SELECT count(*)::int AS count FROM audit_entries WHERE user_agent ~ '[[:cntrl:]]'`,
    );
    expect(agent).toEqual({ count: 0 });
  });

  it.each([undefined, 'application/problem+json'])(
    'INP-26: errors tell no detail (Accept: %s)',
    async (accept) => {
      const { token } = root;
      const headers: Record<string, string> = accept === undefined ? {} : { accept };
      const { user } = await service.person();
      const duplicate = { email: user.email, username: 'duplicate', password: 'a long enough phrase' };
      const answers = [
        await service.http.post('/api/v1/users', newUser, { token, headers }),
        await service.http.post('/api/v1/auth/register', duplicate, { headers }),
        await service.http.get(`/api/v1/users/${'0'.repeat(36)}`, { token, headers }),
        await service.http.get('/api/v1/users?cursor=x', { token, headers }),
      ];
      expect(answers.map(({ status }) => status)).toEqual([500, 409, 422, 422]);
      const [failure] = answers;
      expect(failure?.code).toBe('INTERNAL_ERROR');
      expect(failure?.headers.get('content-type')).toContain(accept ?? 'application/json');
      for (const { text } of answers) {
        expect(text).not.toMatch(
          /users_|constraint|stack|select|insert|\.ts|\.js|node_modules|Cannot create/i,
        );
      }
      expect(logged()).toContain(failure?.headers.get('x-request-id'));
    },
  );

  it('RST-16: a token counts in its header only, and no address leaves with a referrer', async () => {
    const { token } = root;
    for (const query of [`access_token=${token}`, `token=${token}`, `authorization=Bearer%20${token}`]) {
      const answer = await service.http.get(`/api/v1/me?${query}`);
      expect(answer).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
      expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
    expect(logged()).not.toContain(token);
  });

  it('RAC-06: an event that is delivered twice is on record once', async () => {
    await service.drainEvents();
    const before = await countOf(service.database, 'audit_entries');
    await rowsOf(service.database, 'UPDATE event_subscriptions SET position = 0');
    await service.drainEvents();
    expect(
      await countOf(service.database, "event_subscriptions WHERE name = 'audit-log' AND position > 0"),
    ).toBe(1);
    expect(await countOf(service.database, 'audit_entries')).toBe(before);
  });

  it.each(['UPDATE audit_entries SET action = $$x$$', 'DELETE FROM audit_entries', 'TRUNCATE audit_entries'])(
    'OPS-03: the database refuses %s',
    async (statement) => {
      await expect(rowsOf(service.database, statement)).rejects.toThrow(/append-only|permission denied/);
    },
  );
});

import { hash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { passwordMinLength } from '#domain/auth/password-policy.js';
import { E2eService, password } from '#testing/e2e-service.js';
import { declaredRoutes } from '../../support/routes.js';
import { countOf } from '../attacks/support/rows.js';
import { faultyFields } from '../contract/support/shapes.js';

const breached = 'staple battery horse';
const anna = { email: 'anna@example.com', username: 'anna' };
const digest = hash('sha1', breached, 'hex').toUpperCase();

describe('a service that compares new passwords with those from breaches', () => {
  let ranges: Server;
  let service: E2eService;
  let isUp = true;
  const asked: string[] = [];

  beforeAll(async () => {
    ranges = createServer(({ url = '' }, response) => {
      asked.push(url);
      const padding = `${'0'.repeat(35)}:0`;
      const found = digest.startsWith(url.split('/').at(-1) ?? '') ? [`${digest.slice(5)}:7`] : [];
      response.writeHead(isUp ? 200 : 503).end([padding, ...found].join('\r\n'));
    });
    await new Promise<void>((resolve) => ranges.listen(0, '127.0.0.1', resolve));
    const { port } = ranges.address() as AddressInfo;
    service = await E2eService.start({
      env: {
        BREACHED_PASSWORDS: 'range',
        BREACHED_PASSWORDS_URL: `http://127.0.0.1:${port}/range/`,
        PASSWORD_FORBIDDEN_WORDS: 'acme, rocket skates',
      },
    });
  });
  afterAll(async () => {
    await service?.stop();
    await new Promise((resolve) => ranges.close(resolve));
  });

  /** Every way to set a password. */
  const setting = async (secret: string) => {
    const [{ token: root }, { token }] = [await service.root(), await service.person()];
    const account = { ...anna, password: secret };
    return [
      ['password', await service.http.post('/api/v1/auth/register', account)],
      ['password', await service.http.post('/api/v1/users', account, { token: root })],
      [
        'newPassword',
        await service.http.post(
          '/api/v1/me/password',
          { currentPassword: password, newPassword: secret },
          { token },
        ),
      ],
    ] as const;
  };

  it('refuses a breached one wherever one is set (ASVS 6.2.12)', async () => {
    for (const [field, { status, code, body, text }] of await setting(breached)) {
      expect([status, code]).toEqual([422, 'PASSWORD_BREACHED']);
      expect(body.error.details.map((detail: { field: string }) => detail.field)).toEqual([field]);
      expect(text).not.toContain(breached);
    }
    expect(await countOf(service.database, 'users WHERE username = $1', ['anna'])).toBe(0);
    expect(asked).toContain(`/range/${digest.slice(0, 5)}`);
  });

  it('refuses one that is made of words of its operator wherever one is set (ASVS 6.2.11)', async () => {
    for (const [, { status, code }] of await setting('Rocket-Skates')) {
      expect([status, code]).toEqual([422, 'WEAK_PASSWORD']);
    }
  });

  describe('a weakness is told', () => {
    const weak = 'password1';
    let root: string;
    let own: string;
    let routes: Awaited<ReturnType<typeof declaredRoutes>>;
    beforeAll(async () => {
      root = (await service.root()).token;
      own = (await service.person()).token;
      routes = await declaredRoutes(service);
    });

    it.each<[what: string, path: string, body: object, fields: readonly string[]]>([
      ['missing', '/auth/register', { password: weak }, ['email', 'password', 'username']],
      ['unknown', '/auth/register', { ...anna, password: weak, color: 'red' }, ['color', 'password']],
      [
        'of another type',
        '/auth/register',
        { ...anna, username: 7, password: weak },
        ['password', 'username'],
      ],
      [
        'ill-formed',
        '/auth/register',
        { email: 'x', username: '!', password: weak },
        ['email', 'password', 'username'],
      ],
      [
        'missing, unknown and ill-formed',
        '/auth/register',
        { email: 'x', password: weak, color: 'red' },
        ['color', 'email', 'password', 'username'],
      ],
      [
        'ill-formed, where it is made of what is not',
        '/auth/register',
        { email: 'x', username: 'ephraimson', password: 'Ephraimson42' },
        ['email', 'password'],
      ],
      [
        'missing, where it is made of words of the operator',
        '/auth/register',
        { email: 'anna@example.com', password: 'Rocket-Skates' },
        ['password', 'username'],
      ],
      ['unknown', '/users', { ...anna, password: weak, color: 'red' }, ['color', 'password']],
      [
        'ill-formed',
        '/users',
        { ...anna, email: 'x', password: weak, roles: ['Not A Role'] },
        ['email', 'password', 'roles'],
      ],
      ['missing', '/me/password', { newPassword: weak }, ['currentPassword', 'newPassword']],
      [
        'ill-formed',
        '/me/password',
        { currentPassword: '', newPassword: weak },
        ['currentPassword', 'newPassword'],
      ],
      [
        'missing and unknown',
        '/auth/password/reset',
        { newPassword: weak, color: 'red' },
        ['color', 'newPassword', 'token'],
      ],
    ])('together with what is %s: POST %s %j', async (_what, path, body, fields) => {
      asked.splice(0);
      const token = path === '/users' ? root : own;
      const reply = await service.http.post(`/api/v1${path}`, body, { token });
      expect([reply.status, reply.code]).toEqual([422, 'VALIDATION_ERROR']);
      expect(faultyFields(reply)).toEqual(fields);
      expect(asked).toEqual([]);
    });

    it('by what it is, and as a problem where one is asked for', async () => {
      const account = { email: 'x', username: 'anna', password: weak, color: 'red' };
      const details = [
        { field: 'email', message: expect.stringContaining('must be an email address') },
        { field: 'color', message: 'is not a known property' },
        { field: 'password', message: expect.stringContaining('is too easy to guess') },
      ];
      const { body, text } = await service.http.post('/api/v1/auth/register', account);
      expect(body.error.details).toEqual(expect.arrayContaining(details));
      expect(text).not.toContain(weak);
      const headers = { accept: 'application/problem+json' };
      const problem = await service.http.post('/api/v1/auth/register', account, { headers });
      expect(problem.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toContain('#/password');
    });

    it('not where the password is none, or is good', async () => {
      for (const sent of [7, null, ['a'], password]) {
        const reply = await service.http.post('/api/v1/auth/register', { email: 'x', password: sent });
        expect(faultyFields(reply)).toEqual([
          'email',
          ...(sent === password ? [] : ['password']),
          'username',
        ]);
      }
    });

    it('alone by its own code', async () => {
      const alone = await service.http.post('/api/v1/auth/register', { ...anna, password: weak });
      expect(alone.code).toBe('WEAK_PASSWORD');
    });

    it('by every route that sets a password', () => {
      const setting = [...routes].flatMap(([name, { schema, config }]) => {
        const { properties = {} } = (schema?.body ?? {}) as { properties?: Record<string, object> };
        const fields = Object.entries(properties).filter(
          ([, field]) =>
            'minLength' in field &&
            field.minLength === passwordMinLength &&
            'format' in field &&
            field.format === 'password',
        );
        return fields.map(([field]) => [name, field, config?.newPassword]);
      });
      expect(setting.length).toBeGreaterThan(3);
      for (const [name, field, declared] of setting) expect([name, declared]).toEqual([name, field]);
    });
  });

  it('asks nobody about one that is refused anyhow', async () => {
    await service.person();
    asked.splice(0);
    const weak = { email: 'bert@example.com', username: 'bert', password: 'password' };
    expect((await service.http.post('/api/v1/auth/register', weak)).code).toBe('WEAK_PASSWORD');
    expect(asked).toEqual([]);
  });

  it('takes one that cannot be compared', async () => {
    isUp = false;
    try {
      const account = { email: 'carl@example.com', username: 'carl', password: breached };
      expect((await service.http.post('/api/v1/auth/register', account)).status).toBe(201);
    } finally {
      isUp = true;
    }
  });
});

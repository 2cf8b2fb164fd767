import { hash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { E2eService, password } from '#testing/e2e-service.js';
import { countOf } from '../attacks/support/rows.js';

const breached = 'staple battery horse';
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
    const account = { email: 'anna@example.com', username: 'anna', password: secret };
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

  it('tells a weakness together with what else is wrong, and alone by its own code', async () => {
    const register = (account: object) => service.http.post('/api/v1/auth/register', account);
    const { code, body } = await register({ email: 'x', username: '!', password: 'password' });
    expect(code).toBe('VALIDATION_ERROR');
    expect(body.error.details.map(({ field }: { field: string }) => field)).toEqual([
      'email',
      'username',
      'password',
    ]);
    const alone = await register({ email: 'x@example.com', username: 'xavier', password: 'password' });
    expect(alone.code).toBe('WEAK_PASSWORD');
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

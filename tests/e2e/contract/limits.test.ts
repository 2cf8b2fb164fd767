import { describe, expect, it } from 'vitest';
import { password } from '#testing/e2e-service.js';
import { execute } from '#testing/execute.js';
import type { Reply } from '#testing/http-client.js';
import { passTimeOfAttempts } from '../../support/pass-time.js';
import { gatehouse, onEveryDatabase } from './support/gatehouse.js';
import { outcome } from './support/shapes.js';

const limit = 40;
const limited = [
  ['register', 'POST', '/api/v1/auth/register', {}],
  ['login', 'POST', '/api/v1/auth/login', {}],
  ['refresh', 'POST', '/api/v1/auth/refresh', {}],
  ['sensitive', 'DELETE', '/api/v1/me', {}],
  ['sensitive', 'POST', '/api/v1/me/password', {}],
  ['sensitive', 'POST', '/api/v1/auth/password/reset', {}],
  ['lists', 'GET', '/api/v1/users', undefined],
  ['lists', 'GET', '/api/v1/audit', undefined],
  ['lists', 'GET', '/api/v1/users/01900000-0000-7000-8000-000000000000', undefined],
  ['lists', 'GET', '/api/v1/roles', undefined],
  ['writes', 'PATCH', '/api/v1/me', {}],
  ['writes', 'DELETE', '/api/v1/me/sessions', undefined],
] as const;

function remaining({ headers }: Reply): number {
  const [, left, seconds] = /^"\w+";r=(\d+);t=(\d+)$/.exec(headers.get('ratelimit') ?? '') ?? [];
  expect(Number(seconds)).toBeGreaterThan(0);
  return Number(left);
}

describe('rate limits', () => {
  // One window is longer than the tests run, so that it does not matter when it began.
  const names = ['REGISTER', 'LOGIN', 'REFRESH', 'SENSITIVE', 'LISTS', 'WRITES'];
  const env = () => ({
    env: Object.fromEntries(names.map((name) => [`RATE_LIMIT_${name}`, `${limit}/86400`])),
  });

  onEveryDatabase((service) => {
    it.each(limited)('%s: %s %s counts down, then refuses', async (name, method, path, body) => {
      const send = () => service().http.request(method, path, body === undefined ? {} : { body });
      const policy = `"${name}";q=${limit};w=86400`;
      let reply = await send();
      let left = remaining(reply);
      while (left > 0) {
        expect(reply.headers.get('ratelimit-policy')).toBe(policy);
        expect(reply.status).not.toBe(429);
        expect(reply.headers.get('retry-after')).toBeNull();
        reply = await send();
        expect(remaining(reply)).toBe(left - 1);
        left -= 1;
      }
      const refused = await send();
      expect(outcome(refused)).toEqual([429, 'RATE_LIMITED']);
      expect(remaining(refused)).toBe(0);
      expect(refused.headers.get('ratelimit-policy')).toBe(policy);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    });

    it('do not apply elsewhere', async () => {
      const { headers } = await service().http.get('/api/v1/me');
      expect([headers.get('ratelimit'), headers.get('ratelimit-policy')]).toEqual([null, null]);
    });
  }, env);
});

describe('too many wrong passwords', () => {
  const env = { LOCKOUT_PER_ACCOUNT_AND_ADDRESS: '3', LOCKOUT_WINDOW_SECONDS: '600' };

  onEveryDatabase(
    (service, { target }) => {
      const login = (http: ReturnType<typeof service>['http'], email: string, text: string) =>
        http.post('/api/v1/auth/login', { email, password: text });

      it('lock the account for that address, even with the right one, until the window ends', async () => {
        const { http } = service();
        const [{ user }, other] = [await service().person(), await service().person()];
        for (let count = 0; count < 3; count += 1) {
          expect(outcome(await login(http, user.email, 'a wrong one'))).toEqual([401, 'INVALID_CREDENTIALS']);
        }
        const pass = (seconds: number) =>
          passTimeOfAttempts((sql) => execute(service().database.url, sql), seconds);
        await pass(100);
        const locked = await login(http, user.email, password);
        expect(outcome(locked)).toEqual([429, 'LOGIN_LOCKED']);
        expect(Number(locked.headers.get('retry-after'))).toBeLessThanOrEqual(500);
        expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(400);
        expect((await login(http, other.user.email, password)).status).toBe(200);
        await pass(500);
        expect((await login(http, user.email, password)).status).toBe(200);
      });

      it('lock an account that does not exist just the same', async () => {
        const { http } = service();
        const attempts: unknown[] = [];
        for (let count = 0; count < 4; count += 1)
          attempts.push(outcome(await login(http, 'no@example.com', 'a wrong one')));
        expect(attempts).toEqual([...Array(3).fill([401, 'INVALID_CREDENTIALS']), [429, 'LOGIN_LOCKED']]);
      });

      describe('on another instance', () => {
        const second = gatehouse({ target, env });
        it('are counted together where the database is the same, and only there', async () => {
          const { user } = await service().person();
          for (let count = 0; count < 3; count += 1) await login(service().http, user.email, 'a wrong one');
          expect(outcome(await login(service().http, user.email, password))).toEqual([429, 'LOGIN_LOCKED']);
          expect(outcome(await login(second().http, user.email, password))).toEqual([
            401,
            'INVALID_CREDENTIALS',
          ]);
        });
      });
    },
    () => ({ env }),
  );
});

import { describe, expect, it } from 'vitest';
import { password } from '#testing/e2e-service.js';
import { onEveryDatabase } from './support/gatehouse.js';
import {
  aTime,
  aUser,
  expectNoContent,
  expectSuccess,
  faultyFields,
  outcome,
  someTokens,
} from './support/shapes.js';

const register = '/api/v1/auth/register';
const login = '/api/v1/auth/login';
const refresh = '/api/v1/auth/refresh';

describe('/api/v1/auth', () => {
  onEveryDatabase((service) => {
    it('register makes an account and says where it is', async () => {
      const ada = { email: 'Ada@Example.com', username: 'Ada', password };
      const reply = await service().http.post(register, ada);
      expectSuccess(reply, 201, aUser({ email: 'ada@example.com', username: 'ada' }));
      expect(reply.headers.get('location')).toBe(`/api/v1/users/${reply.data.id}`);
      expect(reply.headers.get('etag')).toBe('"1"');
      const { token } = await service().logIn('ada@example.com');
      const there = await service().http.get(reply.headers.get('location') as string, { token });
      expect(there.data).toEqual({ ...reply.data, lastLoginAt: aTime });
    });

    it('register names each fault', async () => {
      const { http } = service();
      expect(faultyFields(await http.post(register, {}))).toEqual(['email', 'password', 'username']);
      expect(faultyFields(await http.post(register))).toEqual(['email', 'password', 'username']);
      const wrongTypes = { email: 1, username: ['x'], password: null };
      expect(faultyFields(await http.post(register, wrongTypes))).toEqual(['email', 'password', 'username']);
      const more = { email: 'm@example.com', username: 'more', password, roles: ['admin'], isActive: true };
      expect(faultyFields(await http.post(register, more))).toEqual(['isActive', 'roles']);
    });

    it.each([
      ['a short one', 'seven77'],
      ['a common one', 'password123'],
      ['one made of the names', 'grace-hopper'],
    ])('register refuses a weak password: %s', async (_what, weak) => {
      const grace = { email: 'grace.hopper@example.com', username: 'grace', password: weak };
      const reply = await service().http.post(register, grace);
      expect(outcome(reply)).toEqual([422, 'WEAK_PASSWORD']);
      expect(reply.body.error.details).toHaveLength(1);
      expect(reply.body.error.details[0].field).toBe('password');
    });

    it('login takes an email or a username, in any case', async () => {
      const { user } = await service().person();
      for (const name of [
        { email: user.email },
        { email: user.email.toUpperCase() },
        { username: user.username },
        { username: user.username.toUpperCase() },
      ]) {
        const reply = await service().http.post(login, { ...name, password });
        const shown = aUser({ id: user.id, email: user.email, username: user.username, lastLoginAt: aTime });
        expectSuccess(reply, 200, someTokens({ user: shown }));
      }
    });

    it('login wants exactly one of them', async () => {
      const { http } = service();
      expect(outcome(await http.post(login, { password }))).toEqual([422, 'VALIDATION_ERROR']);
      const both = { email: 'root@gatehouse.test', username: 'root', password };
      expect(outcome(await http.post(login, both))).toEqual([422, 'VALIDATION_ERROR']);
      expect(faultyFields(await http.post(login, { username: 'root' }))).toEqual(['password']);
      expect(faultyFields(await http.post(login, { username: 'root', password, otp: '1' }))).toEqual(['otp']);
    });

    it('login does not tell who exists', async () => {
      const { http } = service();
      const { user } = await service().person();
      const attempts = [
        { email: user.email },
        { email: 'nobody@example.com' },
        { username: 'nobody' },
        { email: '?' },
      ];
      const replies = await Promise.all(
        attempts.map((name) => http.post(login, { ...name, password: 'not the password' })),
      );
      for (const reply of replies) {
        expect(outcome(reply)).toEqual([401, 'INVALID_CREDENTIALS']);
        expect(reply.body.error).toEqual(replies[0]?.body.error);
        expect(reply.headers.get('www-authenticate')).toBe(replies[0]?.headers.get('www-authenticate'));
      }
    });

    it('login tells a deactivated account only to its owner', async () => {
      const [{ token }, { user }] = [await service().root(), await service().person()];
      await service().http.patch(`/api/v1/users/${user.id}`, { isActive: false }, { token });
      const wrong = await service().http.post(login, { email: user.email, password: 'not the password' });
      expect(outcome(wrong)).toEqual([401, 'INVALID_CREDENTIALS']);
      const right = await service().http.post(login, { email: user.email, password });
      expect(outcome(right)).toEqual([403, 'ACCOUNT_INACTIVE']);
    });

    it('refresh gives other tokens, and works without an access token', async () => {
      const first = await service().person();
      const reply = await service().http.post(refresh, { refreshToken: first.refreshToken });
      expectSuccess(reply, 200, someTokens());
      expect(reply.data.refreshToken).not.toBe(first.refreshToken);
      expect(reply.data.accessToken).not.toBe(first.token);
      expect((await service().http.get('/api/v1/me', { token: reply.data.accessToken })).status).toBe(200);
      expect(faultyFields(await service().http.post(refresh, {}))).toEqual(['refreshToken']);
    });

    it('logout ends this session, logout-all every one', async () => {
      const { http } = service();
      const { user, ...one } = await service().person();
      const [two, three] = [await service().logIn(user.email), await service().logIn(user.email)];
      const status = async ({ token }: { token: string }) => (await http.get('/api/v1/me', { token })).status;
      expectNoContent(await http.post('/api/v1/auth/logout', undefined, { token: one.token }));
      expect([await status(one), await status(two), await status(three)]).toEqual([401, 200, 200]);
      expectNoContent(await http.post('/api/v1/auth/logout-all', {}, { token: two.token }));
      expect([await status(one), await status(two), await status(three)]).toEqual([401, 401, 401]);
      for (const { refreshToken } of [one, two, three]) {
        expect(outcome(await http.post(refresh, { refreshToken }))).toEqual([401, 'REFRESH_TOKEN_INVALID']);
      }
    });
  });
});

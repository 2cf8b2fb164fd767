import { describe, expect, it } from 'vitest';
import { password } from '#testing/e2e-service.js';
import { onEveryDatabase } from './support/gatehouse.js';
import { aTime, aUser, expectNoContent, expectSuccess, faultyFields, outcome } from './support/shapes.js';

const me = '/api/v1/me';

describe('/api/v1/me', () => {
  onEveryDatabase((service) => {
    it('shows the account, with its version', async () => {
      const { user, token } = await service().person();
      const reply = await service().http.get(me, { token });
      const { id, email, username } = user;
      expectSuccess(reply, 200, aUser({ id, email, username, lastLoginAt: aTime }));
      expect(reply.headers.get('etag')).toBe('"1"');
    });

    it('changes the username, the display name and the locale', async () => {
      const { user, token } = await service().person();
      const renamed = await service().http.patch(me, { username: 'Renamed' }, { token });
      expectSuccess(
        renamed,
        200,
        aUser({ id: user.id, email: user.email, username: 'renamed', lastLoginAt: aTime }),
      );
      expect(renamed.headers.get('etag')).toBe('"2"');
      const both = await service().http.patch(
        me,
        { username: 'moved', displayName: ' Ada Lovelace ', locale: 'de-at' },
        { token },
      );
      expect(both.data).toMatchObject({
        username: 'moved',
        displayName: 'Ada Lovelace',
        locale: 'de-AT',
      });
      expect(both.headers.get('etag')).toBe('"3"');
      expect((await service().http.get(me, { token })).data).toEqual(both.data);
    });

    it('may be changed into what it is, which is no new version', async () => {
      const { user, token } = await service().person();
      for (const body of [
        {},
        { username: user.username.toUpperCase() },
        { displayName: null, locale: null },
      ]) {
        const reply = await service().http.patch(me, body, { token });
        expect([reply.status, reply.headers.get('etag')]).toEqual([200, '"1"']);
        expect(reply.data.updatedAt).toBe(reply.data.createdAt);
      }
    });

    it.each(['email', 'roles', 'metadata', 'isActive', 'id', 'password', 'lastLoginAt', 'version'])(
      'refuses to change %s',
      async (name) => {
        const { token } = await service().person();
        const reply = await service().http.patch(me, { [name]: 'anything' }, { token });
        expect(faultyFields(reply)).toEqual([name]);
      },
    );

    it('refuses null, which is not absence', async () => {
      const { token } = await service().person();
      expect(
        faultyFields(await service().http.patch(me, { email: null, username: null }, { token })),
      ).toEqual(['email', 'username']);
    });

    it('is deleted with the password, and everything with it', async () => {
      const { http } = service();
      const { user, token, refreshToken } = await service().person();
      expect(faultyFields(await http.delete(me, { token }))).toEqual(['password']);
      const wrong = await http.delete(me, { token, body: { password: 'not the password' } });
      expect(outcome(wrong)).toEqual([401, 'INVALID_CREDENTIALS']);
      expectNoContent(await http.delete(me, { token, body: { password } }));
      expect(outcome(await http.get(me, { token }))).toEqual([401, 'SESSION_REVOKED']);
      expect(outcome(await http.post('/api/v1/auth/refresh', { refreshToken }))).toEqual([
        401,
        'REFRESH_TOKEN_INVALID',
      ]);
      const login = await http.post('/api/v1/auth/login', { email: user.email, password });
      expect(outcome(login)).toEqual([401, 'INVALID_CREDENTIALS']);
      const again = await http.post('/api/v1/auth/register', {
        email: user.email,
        username: user.username,
        password,
      });
      expect(again.status).toBe(201);
    });

    it('gets another password', async () => {
      const { http } = service();
      const { user, token } = await service().person();
      const newPassword = 'an even longer phrase';
      const change = (body: object) => http.post(`${me}/password`, body, { token });
      expect(faultyFields(await change({}))).toEqual(['currentPassword', 'newPassword']);
      const wrong = await change({ currentPassword: 'not the password', newPassword });
      expect(outcome(wrong)).toEqual([401, 'INVALID_CREDENTIALS']);
      const weak = await change({ currentPassword: password, newPassword: '12345678' });
      expect(outcome(weak)).toEqual([422, 'WEAK_PASSWORD']);
      expect(weak.body.error.details[0].field).toBe('newPassword');
      expectNoContent(await change({ currentPassword: password, newPassword }));
      const { email } = user;
      const login = (text: string) => http.post('/api/v1/auth/login', { email, password: text });
      expect(outcome(await login(password))).toEqual([401, 'INVALID_CREDENTIALS']);
      expect((await login(newPassword)).status).toBe(200);
    });
  });
});

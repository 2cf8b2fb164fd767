import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { password } from '#testing/e2e-service.js';
import { onEveryDatabase } from '../contract/support/gatehouse.js';
import { outcome } from '../contract/support/shapes.js';

describe('acting in the place of a user', () => {
  onEveryDatabase((service) => {
    const call = (method: string, path: string, token: string, body?: object) =>
      service().http.request(method, `/api/v1${path}`, { token, ...(body && { body }) });
    const reason = 'Ticket 4711';
    const impersonate = (id: string, token: string, body: object = { reason }) =>
      call('POST', `/users/${id}/impersonate`, token, body);

    it('shows what they see, and is on record under the name of who does it', async () => {
      const [admin, person] = [await service().person('admin'), await service().person()];
      const { status, data } = await impersonate(person.user.id, admin.token);
      expect([status, data.tokenType, data.expiresIn]).toEqual([201, 'Bearer', 900]);
      expect(data).not.toHaveProperty('refreshToken');
      expect(decodeJwt(data.accessToken)).toMatchObject({ sub: person.user.id, act: { sub: admin.user.id } });
      expect((await call('GET', '/me', data.accessToken)).data.id).toBe(person.user.id);
      expect((await call('PATCH', '/me', data.accessToken, { displayName: 'Helped' })).status).toBe(200);
      expect(outcome(await call('GET', '/users', data.accessToken))).toEqual([403, 'FORBIDDEN']);
      await service().drainEvents();
      const { data: entries } = await call('GET', `/audit?target=${person.user.id}&limit=100`, admin.token);
      const of = (action: string) => entries.find((entry: { action: string }) => entry.action === action);
      expect(of('user.impersonated')).toMatchObject({ actorId: admin.user.id, details: { reason } });
      expect(of('user.profile_changed')).toMatchObject({
        actorId: admin.user.id,
        details: { impersonated: person.user.id },
      });
    });

    it('is never fresh, reaches nothing about signing in, and ends no session of theirs', async () => {
      const [admin, person] = [await service().person('admin'), await service().person()];
      const token = (await impersonate(person.user.id, admin.token)).data.accessToken;
      for (const [method, path, body] of [
        ['GET', '/me/sessions'],
        ['DELETE', '/me/sessions'],
        ['GET', '/me/keys'],
        ['GET', '/me/mfa'],
        ['POST', '/auth/logout'],
        ['POST', '/auth/logout-all'],
        ['POST', '/auth/step-up', { password }],
        ['POST', '/auth/token', {}],
      ] as const) {
        expect([path, ...outcome(await call(method, path, token, body))]).toEqual([path, 403, 'FORBIDDEN']);
      }
      for (const [method, path, body] of [
        ['POST', '/me/keys', { name: 'Mine now', permissions: [] }],
        ['POST', '/me/password', { currentPassword: password, newPassword: 'another correct horse' }],
        ['POST', '/me/email', { email: 'mine@example.org' }],
        ['POST', '/me/mfa/totp'],
        ['DELETE', '/me', { password }],
      ] as const) {
        const expected = [path, 401, 'STEP_UP_REQUIRED'];
        expect([path, ...outcome(await call(method, path, token, body))]).toEqual(expected);
      }
      expect((await call('GET', '/me', person.token)).status).toBe(200);
    });

    it('is not for oneself, the stronger, the inactive, nor those who act for somebody or have a key', async () => {
      const [admin, moderator, person] = [
        await service().person('admin'),
        await service().person('moderator'),
        await service().person(),
      ];
      expect(outcome(await impersonate(admin.user.id, admin.token))).toEqual([422, 'VALIDATION_ERROR']);
      expect(outcome(await impersonate(person.user.id, moderator.token))).toEqual([403, 'FORBIDDEN']);
      for (const body of [
        {},
        { reason: '' },
        { reason: ' ' },
        { reason: 'x'.repeat(501) },
        { reason: 'a\nb' },
      ]) {
        expect(outcome(await impersonate(person.user.id, admin.token, body))).toEqual([
          422,
          'VALIDATION_ERROR',
        ]);
      }
      const nobody = '019602c4-6f2a-7d3e-9b1a-5c0e8f7d2a41';
      expect(outcome(await impersonate(nobody, admin.token))).toEqual([404, 'USER_NOT_FOUND']);
      const second = await service().person('admin');
      const inPlace = (await impersonate(second.user.id, admin.token)).data.accessToken;
      expect(outcome(await impersonate(person.user.id, inPlace))).toEqual([403, 'FORBIDDEN']);
      const wanted = { name: 'K', permissions: ['users:impersonate'] };
      const { key } = (await call('POST', '/me/keys', admin.token, wanted)).data;
      expect(outcome(await impersonate(person.user.id, key))).toEqual([403, 'FORBIDDEN']);
      await call('PATCH', `/users/${person.user.id}`, admin.token, { isActive: false });
      expect(outcome(await impersonate(person.user.id, admin.token))).toEqual([403, 'ACCOUNT_INACTIVE']);
    });

    it('is not for somebody who has what the impersonator lacks, and ends when they get it', async () => {
      const root = await service().root();
      const role = (name: string, permissions: readonly string[]) =>
        call('POST', '/roles', root.token, { name, permissions });
      const give = (id: string, ...roles: readonly string[]) =>
        call('PATCH', `/users/${id}`, root.token, { roles });
      expect((await role('helpdesk', ['users:impersonate', 'users:read'])).status).toBe(201);
      expect((await role('reader', ['users:read'])).status).toBe(201);
      expect((await role('guest', [])).status).toBe(201);
      const helper = await service().person('helpdesk');
      for (const stronger of ['moderator', 'admin']) {
        const { user } = await service().person(stronger);
        expect([stronger, ...outcome(await impersonate(user.id, helper.token))]).toEqual([
          stronger,
          403,
          'FORBIDDEN',
        ]);
      }

      const { user } = await service().person('reader');
      const reply = await impersonate(user.id, helper.token);
      expect(reply.status).toBe(201);
      const me = async () => outcome(await call('GET', '/me', reply.data.accessToken));
      for (const more of [['moderator'], ['reader', 'admin']]) {
        await give(user.id, ...more);
        expect([more, ...(await me())]).toEqual([more, 401, 'SESSION_REVOKED']);
        expect(outcome(await impersonate(user.id, helper.token))).toEqual([403, 'FORBIDDEN']);
        await give(user.id, 'reader', 'guest');
        expect(await me()).toEqual([200, undefined]);
      }
      // Not they are given another role, but theirs allows more; then that of the impersonator less.
      const change = (name: string, permissions: readonly string[]) =>
        call('PATCH', `/roles/${name}`, root.token, { permissions });
      await change('guest', ['audit:read']);
      expect(await me()).toEqual([401, 'SESSION_REVOKED']);
      await change('guest', []);
      expect(await me()).toEqual([200, undefined]);
      await change('helpdesk', ['users:impersonate']);
      expect(await me()).toEqual([401, 'SESSION_REVOKED']);
      expect(outcome(await impersonate(user.id, helper.token))).toEqual([403, 'FORBIDDEN']);
    });

    it('ends with the session it came from, with the right to it, and with the account', async () => {
      const root = await service().root();
      const [admin, person] = [await service().person('admin'), await service().person()];
      const token = (await impersonate(person.user.id, admin.token)).data.accessToken;
      const me = () => call('GET', '/me', token);
      await call('PATCH', `/users/${person.user.id}`, root.token, { isActive: false });
      expect(outcome(await me())).toEqual([403, 'ACCOUNT_INACTIVE']);
      await call('PATCH', `/users/${person.user.id}`, root.token, { isActive: true });
      expect((await me()).status).toBe(200);
      await call('PATCH', `/users/${admin.user.id}`, root.token, { roles: ['moderator'] });
      expect(outcome(await me())).toEqual([401, 'SESSION_REVOKED']);
      await call('PATCH', `/users/${admin.user.id}`, root.token, { roles: ['admin'] });
      expect((await me()).status).toBe(200);
      await call('POST', '/auth/logout', admin.token);
      expect(outcome(await me())).toEqual([401, 'SESSION_REVOKED']);
    });
  });
});

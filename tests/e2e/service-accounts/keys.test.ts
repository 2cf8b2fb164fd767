import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { password, type SignedIn } from '#testing/e2e-service.js';
import { onEveryDatabase } from '../contract/support/gatehouse.js';
import { outcome } from '../contract/support/shapes.js';

const other = 'https://billing.test';

describe('keys', () => {
  onEveryDatabase(
    (service) => {
      const api = (path: string) => `/api/v1${path}`;
      const get = (path: string, token: string) => service().http.get(api(path), { token });
      const post = (path: string, body: object | undefined, token: string) =>
        service().http.post(api(path), body, { token });
      const del = (path: string, token: string) => service().http.delete(api(path), { token });
      const patch = (path: string, body: object, token: string) =>
        service().http.patch(api(path), body, { token });
      const root = async () => (await service().root()).token;
      const account = async (permissions: readonly string[] = ['users:read']) =>
        (await post('/service-accounts', { name: 'Import', permissions }, await root())).data;
      const serviceKey = async (id: string) =>
        (await post(`/service-accounts/${id}/keys`, { name: 'CI' }, await root())).data;
      const myKey = async ({ token }: SignedIn, permissions: readonly string[] = []) =>
        (await post('/me/keys', { name: 'Laptop', permissions }, token)).data;

      it('of a service account do what it may, and nothing of a user', async () => {
        const { id } = await account();
        const { key } = await serviceKey(id);
        const person = await service().person();
        expect((await get('/users', key)).status).toBe(200);
        expect((await get(`/users/${person.user.id}`, key)).status).toBe(200);
        expect(outcome(await get('/audit', key))).toEqual([403, 'FORBIDDEN']);
        for (const path of ['/me', '/me/sessions', '/me/keys', '/me/mfa', '/me/export']) {
          expect([path, ...outcome(await get(path, key))]).toEqual([path, 403, 'FORBIDDEN']);
        }
        expect(outcome(await post('/auth/logout', undefined, key))).toEqual([403, 'FORBIDDEN']);
        expect(outcome(await post('/auth/step-up', { password }, key))).toEqual([403, 'FORBIDDEN']);
        expect(outcome(await del(`/users/${person.user.id}`, key))).toEqual([403, 'FORBIDDEN']);
      });

      it('are never fresh', async () => {
        const { id } = await account(['users:delete']);
        const { key } = await serviceKey(id);
        const person = await service().person();
        expect(outcome(await del(`/users/${person.user.id}`, key))).toEqual([401, 'STEP_UP_REQUIRED']);
        const mine = await myKey(person);
        const wanted = { name: 'More', permissions: [] };
        expect(outcome(await post('/me/keys', wanted, mine.key))).toEqual([401, 'STEP_UP_REQUIRED']);
        expect(outcome(await post('/auth/step-up', { password }, mine.key))).toEqual([403, 'FORBIDDEN']);
      });

      it('belong to accounts that are made, listed, changed and deleted', async () => {
        const token = await root();
        const made = await post(
          '/service-accounts',
          { name: ' Import ', permissions: ['users:read'] },
          token,
        );
        expect([made.status, made.headers.get('etag')]).toEqual([201, '"1"']);
        expect(made.headers.get('location')).toBe(`/api/v1/service-accounts/${made.data.id}`);
        expect(made.data).toMatchObject({ name: 'Import', permissions: ['users:read'], tenantId: null });
        const path = `/service-accounts/${made.data.id}`;
        expect((await get(path, token)).data).toEqual(made.data);
        expect((await get('/service-accounts?limit=100', token)).data).toContainEqual(made.data);
        const stale = { token, headers: { 'if-match': '"7"' }, body: { name: 'X' } };
        expect(outcome(await service().http.request('PATCH', api(path), stale))).toEqual([
          412,
          'VERSION_CONFLICT',
        ]);
        const { key } = await serviceKey(made.data.id);
        expect((await get('/users', key)).status).toBe(200);
        expect((await patch(path, { permissions: [] }, token)).headers.get('etag')).toBe('"2"');
        expect(outcome(await get('/users', key))).toEqual([403, 'FORBIDDEN']);
        await patch(path, { isActive: false }, token);
        expect(outcome(await get('/users', key))).toEqual([403, 'ACCOUNT_INACTIVE']);
        await patch(path, { isActive: true }, token);
        expect((await del(path, token)).status).toBe(204);
        expect(outcome(await get('/users', key))).toEqual([401, 'UNAUTHENTICATED']);
        for (const reply of [await get(path, token), await patch(path, {}, token), await del(path, token)]) {
          expect(outcome(reply)).toEqual([404, 'SERVICE_ACCOUNT_NOT_FOUND']);
        }
        expect(outcome(await get(`${path}/keys`, token))).toEqual([404, 'SERVICE_ACCOUNT_NOT_FOUND']);
        expect(outcome(await get('/service-accounts/x', token))).toEqual([422, 'VALIDATION_ERROR']);
      });

      it('are not given what their maker has not', async () => {
        const [{ token }, manager] = [await service().person(), await account(['service_accounts:write'])];
        const wanted = { name: 'Import', permissions: ['users:read'] };
        expect(outcome(await post('/service-accounts', wanted, token))).toEqual([403, 'FORBIDDEN']);
        const { key } = await serviceKey(manager.id);
        expect(outcome(await post('/service-accounts', wanted, key))).toEqual([403, 'FORBIDDEN']);
        const own = await post('/service-accounts', { ...wanted, permissions: [] }, key);
        expect(own.status).toBe(201);
        const path = `/service-accounts/${own.data.id}`;
        expect(outcome(await patch(path, { permissions: ['users:read'] }, key))).toEqual([403, 'FORBIDDEN']);
        const stronger = await account(['users:read']);
        const there = `/service-accounts/${stronger.id}`;
        expect(outcome(await post(`${there}/keys`, { name: 'X' }, key))).toEqual([403, 'FORBIDDEN']);
        const theirs = await serviceKey(stronger.id);
        const rotate = `${there}/keys/${theirs.id}/rotate`;
        expect(outcome(await post(rotate, { overlapSeconds: 0 }, key))).toEqual([403, 'FORBIDDEN']);
        const unknown = { name: 'X', permissions: ['no:such'] };
        expect(outcome(await post('/service-accounts', unknown, await root()))).toEqual([
          422,
          'VALIDATION_ERROR',
        ]);
        const tenantId = '019602c4-6f2a-7d3e-9b1a-5c0e8f7d2a41';
        const inTenant = await post('/service-accounts', { ...wanted, tenantId }, await root());
        expect(outcome(inTenant)).toEqual([404, 'TENANT_NOT_FOUND']);
        const person = await service().person();
        const mine = { name: 'X', permissions: ['users:read'] };
        expect(outcome(await post('/me/keys', mine, person.token))).toEqual([403, 'FORBIDDEN']);
      });

      it('are rotated with an overlap, revoked at once, and so many at most', async () => {
        const token = await root();
        const { id } = await account();
        const path = `/service-accounts/${id}/keys`;
        const first = await serviceKey(id);
        const second = await post(`${path}/${first.id}/rotate`, { overlapSeconds: 60 }, token);
        expect(second.status).toBe(201);
        for (const { key } of [first, second.data]) expect((await get('/users', key)).status).toBe(200);
        const third = await post(`${path}/${second.data.id}/rotate`, { overlapSeconds: 0 }, token);
        expect(outcome(await get('/users', second.data.key))).toEqual([401, 'UNAUTHENTICATED']);
        const again = await post(`${path}/${second.data.id}/rotate`, { overlapSeconds: 0 }, token);
        expect(outcome(again)).toEqual([409, 'KEY_ENDED']);
        const tooLong = await post(`${path}/${third.data.id}/rotate`, { overlapSeconds: 604_801 }, token);
        expect(outcome(tooLong)).toEqual([422, 'VALIDATION_ERROR']);
        expect(outcome(await post(path, { name: 'More' }, token))).toEqual([201, undefined]);
        expect(outcome(await post(path, { name: 'More' }, token))).toEqual([409, 'TOO_MANY_KEYS']);
        expect((await del(`${path}/${third.data.id}`, token)).status).toBe(204);
        expect(outcome(await del(`${path}/${third.data.id}`, token))).toEqual([404, 'KEY_NOT_FOUND']);
        expect(outcome(await get('/users', third.data.key))).toEqual([401, 'UNAUTHENTICATED']);
        const listed = await get(path, token);
        expect(listed.data).toHaveLength(4);
        expect(listed.text).not.toContain('ghk_');
        const past = { name: 'Past', expiresAt: '2020-01-01T00:00:00Z' };
        expect(outcome(await post(path, past, token))).toEqual([422, 'VALIDATION_ERROR']);
      });

      it('of a person may what was asked for, and never more than they may at the time', async () => {
        const person = await service().person('moderator');
        const { id, key } = await myKey(person, ['users:read']);
        expect((await get('/users', key)).status).toBe(200);
        expect((await get('/me', key)).data.id).toBe(person.user.id);
        expect(outcome(await patch('/me', { displayName: 'X' }, key))).toEqual([403, 'FORBIDDEN']);
        const victim = await service().person();
        expect(outcome(await patch(`/users/${victim.user.id}`, { isActive: false }, key))).toEqual([
          403,
          'FORBIDDEN',
        ]);
        for (const path of ['/me/sessions', '/me/keys', '/me/mfa']) {
          expect(outcome(await get(path, key))).toEqual([403, 'FORBIDDEN']);
        }
        const token = await root();
        await patch(`/users/${person.user.id}`, { roles: ['user'] }, token);
        expect(outcome(await get('/users', key))).toEqual([403, 'FORBIDDEN']);
        await patch(`/users/${person.user.id}`, { isActive: false }, token);
        expect(outcome(await get('/me', key))).toEqual([403, 'ACCOUNT_INACTIVE']);
        await patch(`/users/${person.user.id}`, { isActive: true }, token);
        const back = await service().logIn(person.user.email);
        const stranger = await service().person();
        expect(outcome(await del(`/me/keys/${id}`, stranger.token))).toEqual([404, 'KEY_NOT_FOUND']);
        expect((await post('/auth/logout-all', undefined, back.token)).status).toBe(204);
        expect((await get('/me', key)).status).toBe(200);
        await del(`/users/${person.user.id}`, token);
        expect(outcome(await get('/me', key))).toEqual([401, 'UNAUTHENTICATED']);
      });

      it('are in the export of their owner, without the secret', async () => {
        const person = await service().person();
        const { id, key } = await myKey(person);
        const { text, data } = await get('/me/export', person.token);
        expect(JSON.stringify(data.keys ?? JSON.parse(text))).toContain(id);
        expect(text).not.toContain(key.slice(26));
        expect((await del(`/me/keys/${id}`, person.token)).status).toBe(204);
        expect(outcome(await get('/me', key))).toEqual([401, 'UNAUTHENTICATED']);
      });

      it('are exchanged for tokens that end with them, are not renewed, and say what they may', async () => {
        const { id } = await account();
        const made = await serviceKey(id);
        const { status, data } = await post('/auth/token', undefined, made.key);
        expect([status, data.tokenType, data.expiresIn]).toEqual([200, 'Bearer', 900]);
        const claims = decodeJwt(data.accessToken);
        expect(claims).toMatchObject({ sub: id, key_id: made.id, permissions: ['users:read'], roles: [] });
        expect(claims).not.toHaveProperty('sid');
        expect((await get('/users', data.accessToken)).status).toBe(200);
        expect(outcome(await post('/auth/token', {}, data.accessToken))).toEqual([403, 'FORBIDDEN']);
        expect(outcome(await post('/auth/token', {}, await root()))).toEqual([403, 'FORBIDDEN']);
        const elsewhere = await post('/auth/token', { audience: other }, made.key);
        expect(decodeJwt(elsewhere.data.accessToken).aud).toBe(other);
        expect(outcome(await get('/users', elsewhere.data.accessToken))).toEqual([401, 'UNAUTHENTICATED']);
        expect(outcome(await post('/auth/token', { audience: 'x' }, made.key))).toEqual([
          422,
          'VALIDATION_ERROR',
        ]);
        await del(`/service-accounts/${id}/keys/${made.id}`, await root());
        expect(outcome(await get('/users', data.accessToken))).toEqual([401, 'UNAUTHENTICATED']);
      });

      it('and sign-ins are for another audience on demand, which is refused here', async () => {
        const person = await service().person();
        const logIn = (audience: string) =>
          service().http.post(api('/auth/login'), { email: person.user.email, password, audience });
        expect(outcome(await logIn('https://unknown.test'))).toEqual([422, 'VALIDATION_ERROR']);
        const { data } = await logIn(other);
        expect(decodeJwt(data.accessToken).aud).toBe(other);
        expect(outcome(await get('/me', data.accessToken))).toEqual([401, 'UNAUTHENTICATED']);
        const refresh = (body: object) => service().http.post(api('/auth/refresh'), body);
        const wrong = await refresh({ refreshToken: data.refreshToken, audience: 'x' });
        expect(outcome(wrong)).toEqual([422, 'VALIDATION_ERROR']);
        const own = await refresh({ refreshToken: data.refreshToken });
        expect((await get('/me', own.data.accessToken)).status).toBe(200);
      });

      it('are refused where they are mistyped, made up or another one', async () => {
        const person = await service().person();
        const { key } = await myKey(person);
        for (const bad of [`${key}x`, key.slice(0, -1), `ghk_${'0'.repeat(71)}`, 'ghk_']) {
          expect(outcome(await get('/me', bad))).toEqual([401, 'UNAUTHENTICATED']);
        }
      });
    },
    () => ({ env: { TOKEN_AUDIENCES: other, KEYS_PER_ACCOUNT: '3' } }),
  );
});

describe('a key that is used too much', () => {
  onEveryDatabase(
    (service) => {
      it('is refused, and no other one', async () => {
        const person = await service().person();
        const make = () =>
          service().http.post('/api/v1/me/keys', { name: 'K', permissions: [] }, { token: person.token });
        const [one, two] = [(await make()).data.key, (await make()).data.key];
        const use = (token: string) => service().http.get('/api/v1/me', { token });
        expect([(await use(one)).status, (await use(one)).status]).toEqual([200, 200]);
        const refused = await use(one);
        expect(outcome(refused)).toEqual([429, 'RATE_LIMITED']);
        expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
        expect((await use(two)).status).toBe(200);
      });
    },
    () => ({ env: { RATE_LIMIT_KEYS: '2/600' } }),
  );
});

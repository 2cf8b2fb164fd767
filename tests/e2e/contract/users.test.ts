import { describe, expect, it } from 'vitest';
import { password } from '#testing/e2e-service.js';
import { type Permission, permissionsByRole } from './support/contract-routes.js';
import { onEveryDatabase } from './support/gatehouse.js';
import {
  aSession,
  aTime,
  aUser,
  expectNoContent,
  expectSuccess,
  faultyFields,
  outcome,
} from './support/shapes.js';

const users = '/api/v1/users';
const nobody = `${users}/01900000-0000-7000-8000-000000000000`;

describe('/api/v1/users', () => {
  onEveryDatabase((service) => {
    it('makes accounts, with the role `user` unless told otherwise', async () => {
      const { token } = await service().root();
      const plain = await service().http.post(
        users,
        { email: 'a@b.example', username: 'aaa', password },
        { token },
      );
      expectSuccess(plain, 201, aUser({ email: 'a@b.example', username: 'aaa' }));
      expect(plain.headers.get('location')).toBe(`${users}/${plain.data.id}`);
      expect(plain.headers.get('etag')).toBe('"1"');
      const roles = ['user', 'moderator', 'admin', 'user'];
      const account = { email: 'b@b.example', username: 'bbb', password, roles };
      const powerful = await service().http.post(users, account, { token });
      expect(powerful.data.roles).toEqual(['admin', 'moderator', 'user']);
      const there = await service().http.get(powerful.headers.get('location') as string, { token });
      expectSuccess(there, 200, powerful.data);
    });

    it('names each fault of a new account', async () => {
      const { token } = await service().root();
      const make = (body: unknown) => service().http.post(users, body, { token });
      expect(faultyFields(await make({}))).toEqual(['email', 'username']);
      const account = { email: 'c@b.example', username: 'ccc', password };
      expect(faultyFields(await make({ ...account, roles: [] }))).toEqual(['roles']);
      expect(faultyFields(await make({ ...account, roles: ['king'] }))).toEqual(['roles']);
      expect(faultyFields(await make({ ...account, roles: 'admin' }))).toEqual(['roles']);
      expect(faultyFields(await make({ ...account, isActive: false }))).toEqual(['isActive']);
      expect(outcome(await make({ ...account, password: 'short' }))).toEqual([422, 'WEAK_PASSWORD']);
    });

    it('PUT replaces everything that can be changed', async () => {
      const [{ token }, { user }] = [await service().root(), await service().person()];
      const replacement = { email: 'put@b.example', username: 'put', roles: ['moderator'], isActive: false };
      const reply = await service().http.put(`${users}/${user.id}`, replacement, { token });
      expectSuccess(reply, 200, aUser({ id: user.id, ...replacement, lastLoginAt: aTime }));
      expect(reply.headers.get('etag')).toBe('"2"');
      expect((await service().http.get(`${users}/${user.id}`, { token })).data).toEqual(reply.data);
    });

    it('PUT wants everything', async () => {
      const [{ token }, { user }] = [await service().root(), await service().person()];
      const put = (body: unknown) => service().http.put(`${users}/${user.id}`, body, { token });
      expect(faultyFields(await put({}))).toEqual(['email', 'isActive', 'roles', 'username']);
      const more = { email: user.email, username: user.username, roles: ['user'], isActive: true, password };
      expect(faultyFields(await put(more))).toEqual(['password']);
      expect(faultyFields(await put({ ...more, password: undefined, isActive: 'true' }))).toEqual([
        'isActive',
      ]);
    });

    it.each([
      { email: 'patched@b.example' },
      { username: 'patched' },
      { roles: ['admin', 'user'] },
      { isActive: false },
      { email: 'both@b.example', isActive: false },
    ])('PATCH changes %o and nothing else', async (change) => {
      const [{ token }, { user }] = [await service().root(), await service().person()];
      const reply = await service().http.patch(`${users}/${user.id}`, change, { token });
      const { id, email, username } = user;
      expectSuccess(reply, 200, aUser({ id, email, username, lastLoginAt: aTime, ...change }));
      expect(reply.headers.get('etag')).toBe('"2"');
    });

    it('PATCH names each fault', async () => {
      const [{ token }, { user }] = [await service().root(), await service().person()];
      const bad = { email: 'x', username: 'a b', roles: ['King'], isActive: 1, password };
      const reply = await service().http.patch(`${users}/${user.id}`, bad, { token });
      expect(faultyFields(reply)).toEqual(expect.arrayContaining(['isActive', 'password']));
      const { isActive: _, password: __, ...domain } = bad;
      const domainReply = await service().http.patch(`${users}/${user.id}`, domain, { token });
      expect(faultyFields(domainReply)).toEqual(['email', 'roles', 'username']);
    });

    it('DELETE is final, and lets the names go', async () => {
      const { http } = service();
      const [root, { user, token }] = [await service().root(), await service().person()];
      const path = `${users}/${user.id}`;
      expectNoContent(await http.delete(path, { token: root.token }));
      expect(outcome(await http.get('/api/v1/me', { token }))).toEqual([401, 'SESSION_REVOKED']);
      expect(outcome(await http.get(path, { token: root.token }))).toEqual([404, 'USER_NOT_FOUND']);
      expect(outcome(await http.delete(path, { token: root.token }))).toEqual([404, 'USER_NOT_FOUND']);
      const { email, username } = user;
      expect((await http.post('/api/v1/auth/register', { email, username, password })).status).toBe(201);
    });

    it('knows no user by an id that nobody has, and refuses what is no id', async () => {
      const { token } = await service().root();
      const body = { email: 'n@b.example', username: 'nnn', roles: ['user'], isActive: true };
      const requests: [string, string, object?][] = [
        ['GET', ''],
        ['PUT', '', body],
        ['PATCH', '', {}],
        ['DELETE', ''],
        ['GET', '/sessions'],
        ['DELETE', '/sessions'],
      ];
      for (const [method, suffix, sent] of requests) {
        const options = { token, ...(sent === undefined ? {} : { body: sent }) };
        const missing = await service().http.request(method, nobody + suffix, options);
        expect(outcome(missing)).toEqual([404, 'USER_NOT_FOUND']);
        const malformed = await service().http.request(method, `${users}/42${suffix}`, options);
        expect(faultyFields(malformed)).toEqual(['id']);
      }
    });

    it('lists and ends the sessions of a user', async () => {
      const { http } = service();
      const [root, { user, token }] = [await service().root(), await service().person()];
      await service().logIn(user.email);
      const path = `${users}/${user.id}/sessions`;
      expectSuccess(await http.get(path, { token: root.token }), 200, [aSession(), aSession()]);
      expectNoContent(await http.delete(path, { token: root.token }));
      expectSuccess(await http.get(path, { token: root.token }), 200, []);
      expect(outcome(await http.get('/api/v1/me', { token }))).toEqual([401, 'SESSION_REVOKED']);
    });

    it('lists the roles with what they allow', async () => {
      const { token } = await service().root();
      const expected = Object.entries(permissionsByRole).map(([name, permissions]) => ({
        name,
        permissions,
      }));
      const reply = await service().http.get('/api/v1/roles', { token });
      expectSuccess(reply, 200, reply.data);
      const told = reply.data as { name: string; permissions: Permission[] }[];
      const isOfContract = (permission: Permission) => permissionsByRole.admin.includes(permission);
      expect(
        told.map(({ name, permissions }) => ({ name, permissions: permissions.filter(isOfContract) })),
      ).toEqual(expected);
    });
  });
});

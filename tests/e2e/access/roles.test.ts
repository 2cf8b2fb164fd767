import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { E2eService, type SignedIn } from '#testing/e2e-service.js';
import type { Reply } from '#testing/http-client.js';

const outcome = ({ status, code }: Reply) => [status, code];

describe.each([{ STORAGE: 'postgres' }, { STORAGE: 'memory' }])(
  'roles of one’s own over HTTP, with %o',
  (storage) => {
    let service: E2eService;
    let root: SignedIn;
    let moderator: SignedIn;
    let plain: SignedIn;
    let made = 0;

    beforeAll(async () => {
      service = await E2eService.start({ env: storage });
      root = await service.root();
      moderator = await service.person('moderator');
      plain = await service.person();
    });
    afterAll(() => service?.stop());

    const as = ({ token }: SignedIn, headers: Record<string, string> = {}) => ({ token, headers });
    const roles = (path = '', who = root) => service.http.get(`/api/v1/roles${path}`, as(who));
    const makeRole = (body: object, who = root, headers = {}) =>
      service.http.post('/api/v1/roles', body, as(who, headers));
    const changeRole = (name: string, body: object, who = root, headers = {}) =>
      service.http.patch(`/api/v1/roles/${name}`, body, as(who, headers));
    const deleteRole = (name: string, who = root) => service.http.delete(`/api/v1/roles/${name}`, as(who));
    const makePermission = (body: object, who = root, headers = {}) =>
      service.http.post('/api/v1/permissions', body, as(who, headers));
    const deletePermission = (name: string, who = root) =>
      service.http.delete(`/api/v1/permissions/${name}`, as(who));
    const give = (who: SignedIn, names: readonly string[], by = root) =>
      service.http.patch(`/api/v1/users/${who.user.id}`, { roles: names }, as(by));
    const aName = () => {
      made += 1;
      return `role-${made}`;
    };
    const aRole = async (permissions: readonly string[]) => {
      const name = aName();
      expect((await makeRole({ name, permissions })).status).toBe(201);
      return name;
    };
    const aPermission = async () => {
      const name = `thing-${randomUUID()}:read`;
      expect((await makePermission({ name, description: 'Read it.' })).status).toBe(201);
      return name;
    };

    describe('permissions', () => {
      it('are made, listed and deleted', async () => {
        const { status, data } = await makePermission({
          name: 'invoices:read',
          description: ' Read invoices. ',
        });
        expect([status, data]).toEqual([
          201,
          { name: 'invoices:read', description: 'Read invoices.', isBuiltIn: false },
        ]);
        const listed = (await service.http.get('/api/v1/permissions', as(moderator))).data;
        expect(listed).toContainEqual(data);
        expect(listed).toContainEqual({
          name: 'roles:write',
          description: expect.any(String),
          isBuiltIn: true,
        });
        expect((await deletePermission('invoices:read')).status).toBe(204);
        for (const unknown of ['invoices:read', 'no-permission']) {
          expect(outcome(await deletePermission(unknown))).toEqual([404, 'PERMISSION_NOT_FOUND']);
        }
      });

      it.each([
        ['users:read', 'BUILT_IN'],
        ['taken:already', 'PERMISSION_TAKEN'],
      ])('of a name that there is are refused: %s', async (name, code) => {
        await makePermission({ name: 'taken:already', description: 'x' });
        expect(outcome(await makePermission({ name, description: 'x' }))).toEqual([409, code]);
      });

      it('that are built in, or in use, stay', async () => {
        expect(outcome(await deletePermission('users:read'))).toEqual([409, 'BUILT_IN']);
        const permission = await aPermission();
        const role = await aRole([permission]);
        expect(outcome(await deletePermission(permission))).toEqual([409, 'PERMISSION_IN_USE']);
        expect((await deleteRole(role)).status).toBe(204);
        expect((await deletePermission(permission)).status).toBe(204);
      });

      it.each(['x', 'Not:good', 'a:b:c', `a:${'b'.repeat(99)}`])(
        'need a name like resource:action: %s',
        async (name) => {
          const reply = await makePermission({ name, description: 'x' });
          expect(outcome(reply)).toEqual([422, 'VALIDATION_ERROR']);
          expect(reply.body.error.details[0].field).toBe('name');
        },
      );
    });

    describe('roles', () => {
      it('are made, shown, listed, changed and deleted', async () => {
        const answer = await makeRole({
          name: 'support',
          permissions: ['users:write', 'users:read', 'users:read'],
        });
        const role = {
          name: 'support',
          description: null,
          permissions: ['users:read', 'users:write'],
          isBuiltIn: false,
          createdAt: expect.any(String),
          updatedAt: expect.any(String),
        };
        expect([answer.status, answer.data]).toEqual([201, role]);
        expect(answer.headers.get('location')).toMatch(/\/api\/v1\/roles\/support$/);
        const shown = await roles('/support', moderator);
        expect([shown.status, shown.data, shown.headers.get('etag')]).toEqual([200, role, '"1"']);
        const listed = (await roles()).data;
        expect(listed.slice(0, 3).map(({ name }: { name: string }) => name)).toEqual([
          'admin',
          'moderator',
          'user',
        ]);
        expect(listed).toContainEqual(answer.data);
        const change = { description: 'Answers customers.', permissions: ['users:read'] };
        expect(outcome(await changeRole('support', change, root, { 'if-match': '"7"' }))).toEqual([
          412,
          'VERSION_CONFLICT',
        ]);
        const changed = await changeRole('support', change, root, { 'if-match': '"1"' });
        expect([changed.status, changed.data, changed.headers.get('etag')]).toEqual([
          200,
          { ...role, ...change },
          '"2"',
        ]);
        expect((await deleteRole('support')).status).toBe(204);
        for (const reply of [
          await roles('/support'),
          await changeRole('support', {}),
          await deleteRole('support'),
        ]) {
          expect(outcome(reply)).toEqual([404, 'ROLE_NOT_FOUND']);
        }
      });

      it('that are built in say what they allow, and stay as they are', async () => {
        const { data } = await roles('/admin');
        expect(data).toMatchObject({ name: 'admin', isBuiltIn: true });
        expect(data.permissions).toEqual(
          expect.arrayContaining(['roles:write', await aPermission()].slice(0, 1)),
        );
        expect(outcome(await changeRole('admin', { permissions: [] }))).toEqual([409, 'BUILT_IN']);
        expect(outcome(await deleteRole('user'))).toEqual([409, 'BUILT_IN']);
        expect(outcome(await makeRole({ name: 'admin', permissions: [] }))).toEqual([409, 'BUILT_IN']);
      });

      it('admin has permissions of applications too', async () => {
        const permission = await aPermission();
        expect((await roles('/admin')).data.permissions).toContain(permission);
      });

      it('are refused when they are taken, malformed or of unknown permissions', async () => {
        const name = await aRole([]);
        expect(outcome(await makeRole({ name, permissions: [] }))).toEqual([409, 'ROLE_TAKEN']);
        const bodies = [
          [{ name: 'Upper', permissions: [] }, 'name'],
          [{ name: 'a'.repeat(65), permissions: [] }, 'name'],
          [{ name: aName(), permissions: ['no:such'] }, 'permissions'],
          [{ name: aName() }, 'permissions'],
          [{ name: aName(), permissions: [], description: ' ' }, 'description'],
        ] as const;
        for (const [body, field] of bodies) {
          const reply = await makeRole(body);
          expect([...outcome(reply), reply.body.error.details[0].field]).toEqual([
            422,
            'VALIDATION_ERROR',
            field,
          ]);
        }
        expect(outcome(await changeRole(name, { permissions: ['no:such'] }))).toEqual([
          422,
          'VALIDATION_ERROR',
        ]);
      });

      it('stay while somebody has them', async () => {
        const name = await aRole(['users:read']);
        const holder = await service.person(name, 'user');
        expect(outcome(await deleteRole(name))).toEqual([409, 'ROLE_IN_USE']);
        expect((await service.http.get(`/api/v1/users?role=${name}`, as(root))).data).toMatchObject([
          { id: holder.user.id, roles: ['user', name] },
        ]);
        expect((await give(holder, ['user'])).status).toBe(200);
        expect((await deleteRole(name)).status).toBe(204);
      });

      it('are assigned only when there are such', async () => {
        const reply = await give(plain, ['user', 'nobody-made-this']);
        expect([...outcome(reply), reply.body.error.details[0].field]).toEqual([
          422,
          'VALIDATION_ERROR',
          'roles',
        ]);
        const account = { email: 'new@example.com', username: 'newcomer', roles: ['nobody-made-this'] };
        const created = await service.http.post('/api/v1/users', account, as(root));
        expect(outcome(created)).toEqual([422, 'VALIDATION_ERROR']);
        expect((await service.http.get('/api/v1/users?role=nobody-made-this', as(root))).status).toBe(422);
        expect((await service.http.get('/api/v1/users?role=Nobody', as(root))).status).toBe(422);
      });

      it('allow what they say from then on, and no more once they are changed', async () => {
        const name = await aRole(['users:read']);
        const holder = await service.person(name);
        const read = () => service.http.get('/api/v1/users', as(holder));
        expect((await read()).status).toBe(200);
        expect((await changeRole(name, { permissions: [] })).status).toBe(200);
        expect(outcome(await read())).toEqual([403, 'FORBIDDEN']);
        expect((await changeRole(name, { permissions: ['users:read'] })).status).toBe(200);
        expect((await read()).status).toBe(200);
      });

      it('are made once for one Idempotency-Key', async () => {
        const headers = { 'idempotency-key': randomUUID() };
        const body = { name: aName(), permissions: [] };
        const [first, again] = [await makeRole(body, root, headers), await makeRole(body, root, headers)];
        expect([first.status, again.status, again.data]).toEqual([201, 201, first.data]);
        expect(again.headers.get('idempotency-replayed')).toBe('true');
      });

      it('are on record', async () => {
        const name = await aRole(['users:read']);
        await changeRole(name, { permissions: [] });
        await deleteRole(name);
        await service.drainEvents();
        for (const action of ['role.created', 'role.changed', 'role.deleted']) {
          const { data } = await service.http.get(`/api/v1/audit?action=${action}&limit=1`, as(root));
          expect(data).toMatchObject([{ action, targetId: name, actorId: root.user.id }]);
        }
        const about = await service.http.get(`/api/v1/audit?target=${name}`, as(root));
        expect(about.data.map(({ action }: { action: string }) => action).sort()).toEqual([
          'role.changed',
          'role.created',
          'role.deleted',
        ]);
      });
    });

    describe('AUT-04: who may', () => {
      it('is nobody without the permission, and no visitor', async () => {
        const name = await aRole([]);
        for (const reply of [
          await makeRole({ name: aName(), permissions: [] }, moderator),
          await changeRole(name, {}, moderator),
          await deleteRole(name, moderator),
          await makePermission({ name: 'a:b', description: 'x' }, moderator),
          await deletePermission('a:b', moderator),
          await roles('', plain),
          await roles('/admin', plain),
          await service.http.get('/api/v1/permissions', as(plain)),
        ]) {
          expect(outcome(reply)).toEqual([403, 'FORBIDDEN']);
        }
        expect(outcome(await service.http.get('/api/v1/roles'))).toEqual([401, 'UNAUTHENTICATED']);
      });

      it('hands out no permission that they have not', async () => {
        const keeper = await service.person(
          await aRole(['roles:write', 'roles:assign', 'users:read', 'users:write']),
        );
        const weak = await aRole(['users:read']);
        const strong = await aRole(['users:read', 'audit:read']);
        expect((await makeRole({ name: aName(), permissions: ['users:read'] }, keeper)).status).toBe(201);
        for (const reply of [
          await makeRole({ name: aName(), permissions: ['audit:read'] }, keeper),
          await changeRole(weak, { permissions: ['users:read', 'audit:read'] }, keeper),
          await changeRole(strong, { permissions: ['users:read'] }, keeper),
          await deleteRole(strong, keeper),
          await give(plain, ['user', strong], keeper),
          await give(plain, ['admin'], keeper),
        ]) {
          expect(outcome(reply)).toEqual([403, 'FORBIDDEN']);
        }
        expect((await changeRole(weak, { permissions: [] }, keeper)).status).toBe(200);
        expect((await give(plain, ['user', weak], keeper)).status).toBe(200);
        expect((await give(plain, ['user'], keeper)).status).toBe(200);
      });
    });
  },
);

import { describe, expect, it } from 'vitest';
import { type ContractRoute, contractRoutes, permissionsByRole } from './support/contract-routes.js';
import { onEveryDatabase } from './support/gatehouse.js';
import { outcome } from './support/shapes.js';

const roles = ['visitor', 'user', 'moderator', 'admin'] as const;
type Asker = (typeof roles)[number];

function isAllowed(asker: Asker, who: ContractRoute['who']): boolean {
  if (who === 'anyone') return true;
  if (asker === 'visitor') return false;
  return who === 'signed in' || permissionsByRole[asker].includes(who);
}

function verdict(asker: Asker, { who, status, code }: ContractRoute): [number, string | undefined] {
  if (isAllowed(asker, who)) return [status, code];
  return asker === 'visitor' ? [401, 'UNAUTHENTICATED'] : [403, 'FORBIDDEN'];
}

const cells = contractRoutes.flatMap((route) =>
  roles.map((asker) => ({
    asker,
    route,
    name: `${route.method} ${route.path}`,
    expected: verdict(asker, route),
  })),
);

describe('who may do what', () => {
  onEveryDatabase((service) => {
    it.each(cells)('$name for a(n) $asker: $expected', async ({ asker, route, expected }) => {
      const actor = asker === 'visitor' ? null : await service().person(...(asker === 'user' ? [] : [asker]));
      const other = await service().person();
      const name = `new-${other.user.username}`;
      const { id = other.user.id, options } = route.request?.({ actor, other, name }) ?? {};
      const reply = await service().http.request(route.method, route.path.replace(':id', id), {
        ...options,
        token: actor?.token,
      });
      expect(outcome(reply)).toEqual(expected);
      if (asker === 'visitor' && reply.status === 401) {
        expect(reply.headers.get('www-authenticate')).toBe('Bearer');
      }
    });

    it('lets users see themselves by id', async () => {
      const { user, token } = await service().person();
      const reply = await service().http.get(`/api/v1/users/${user.id}`, { token });
      expect([reply.status, reply.data.id]).toEqual([200, user.id]);
    });

    it('does not tell the unprivileged who exists', async () => {
      const { token } = await service().person();
      const { user } = await service().person();
      const nobody = '01900000-0000-7000-8000-000000000000';
      for (const id of [user.id, nobody]) {
        expect(outcome(await service().http.get(`/api/v1/users/${id}`, { token }))).toEqual([
          403,
          'FORBIDDEN',
        ]);
        expect(outcome(await service().http.delete(`/api/v1/users/${id}`, { token }))).toEqual([
          403,
          'FORBIDDEN',
        ]);
      }
    });
  });
});

describe('a moderator', () => {
  onEveryDatabase((service) => {
    it.each([
      ['PUT', { email: 'new@example.org', username: 'new-name', roles: ['admin'], isActive: true }],
      ['PATCH', { username: 'new-name' }],
      ['PATCH', { isActive: false }],
      ['PATCH', { roles: ['user'] }],
    ])('cannot %s %o an administrator', async (method, body) => {
      const [moderator, admin] = [await service().person('moderator'), await service().person('admin')];
      const path = `/api/v1/users/${admin.user.id}`;
      const reply = await service().http.request(method, path, { body, token: moderator.token });
      expect(outcome(reply)).toEqual([403, 'FORBIDDEN']);
      const { data } = await service().http.get(path, { token: moderator.token });
      expect(data).toMatchObject({ username: admin.user.username, roles: ['admin'], isActive: true });
    });

    it('cannot make an administrator', async () => {
      const { http } = service();
      const [{ token, user: self }, { user }] = [
        await service().person('moderator'),
        await service().person(),
      ];
      const account = { email: 'boss@example.org', username: 'boss', password: 'a long enough phrase' };
      const made = await http.post('/api/v1/users', { ...account, roles: ['admin'] }, { token });
      expect(outcome(made)).toEqual([403, 'FORBIDDEN']);
      for (const { id } of [user, self]) {
        const raised = await http.patch(`/api/v1/users/${id}`, { roles: ['user', 'admin'] }, { token });
        expect(outcome(raised)).toEqual([403, 'FORBIDDEN']);
      }
    });

    it('acts on those who have strictly less, and gives nobody a role', async () => {
      const { http } = service();
      const { user: self, token } = await service().person('moderator');
      const { user, token: usersToken } = await service().person();
      const path = `/api/v1/users/${user.id}`;
      const { email, username } = user;
      const replaced = await http.put(path, { email, username, roles: ['user'], isActive: true }, { token });
      expect(replaced.status).toBe(200);
      for (const roles of [['moderator'], ['user', 'moderator']]) {
        expect(outcome(await http.patch(path, { roles }, { token }))).toEqual([403, 'FORBIDDEN']);
        const account = {
          email: 'mate@example.org',
          username: 'mate',
          password: 'a long enough phrase',
          roles,
        };
        expect(outcome(await http.post('/api/v1/users', account, { token }))).toEqual([403, 'FORBIDDEN']);
      }
      expect((await http.delete(`${path}/sessions`, { token })).status).toBe(204);
      expect(outcome(await http.get('/api/v1/me', { token: usersToken }))).toEqual([401, 'SESSION_REVOKED']);
      const peers = [
        self,
        (await service().person('moderator')).user,
        (await service().person('admin')).user,
      ];
      for (const { id } of peers) {
        const attempts = [
          http.patch(`/api/v1/users/${id}`, { isActive: false }, { token }),
          http.patch(`/api/v1/users/${id}`, { email: 'mine@example.org' }, { token }),
          http.get(`/api/v1/users/${id}/sessions`, { token }),
          http.delete(`/api/v1/users/${id}/sessions`, { token }),
        ];
        for (const reply of await Promise.all(attempts)) expect(outcome(reply)).toEqual([403, 'FORBIDDEN']);
      }
    });

    it('is made, and acted on, by administrators, who act on each other too', async () => {
      const { http } = service();
      const { token } = await service().person('admin');
      for (const role of ['user', 'moderator', 'admin']) {
        const { user } = await service().person(role);
        const path = `/api/v1/users/${user.id}`;
        const roles = ['moderator'];
        expect((await http.patch(path, { roles, isActive: false }, { token })).data).toMatchObject({ roles });
        expect((await http.get(`${path}/sessions`, { token })).status).toBe(200);
      }
    });
  });
});

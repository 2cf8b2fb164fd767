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

function verdict(asker: Asker, { who, status }: ContractRoute): [number, string | undefined] {
  if (isAllowed(asker, who)) return [status, undefined];
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

    it('changes other moderators, and makes them', async () => {
      const { http } = service();
      const [{ token }, { user }] = [await service().person('moderator'), await service().person()];
      const path = `/api/v1/users/${user.id}`;
      expect((await http.patch(path, { roles: ['moderator'] }, { token })).data.roles).toEqual(['moderator']);
      expect((await http.patch(path, { isActive: false }, { token })).data.isActive).toBe(false);
    });

    it('ends the sessions of anyone, administrators too', async () => {
      const [moderator, admin] = [await service().person('moderator'), await service().person('admin')];
      const path = `/api/v1/users/${admin.user.id}/sessions`;
      expect((await service().http.delete(path, { token: moderator.token })).status).toBe(204);
      const after = await service().http.get('/api/v1/me', { token: admin.token });
      expect(outcome(after)).toEqual([401, 'SESSION_REVOKED']);
    });
  });
});

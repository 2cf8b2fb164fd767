import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { E2eService, type SignedIn } from '#testing/e2e-service.js';
import { countOf } from './support/rows.js';
import { exchange } from './support/sockets.js';

describe('attacks on access control', () => {
  let service: E2eService;
  let root: SignedIn;
  let moderator: SignedIn;
  let user: SignedIn;

  beforeAll(async () => {
    service = await E2eService.start();
    root = await service.root();
    moderator = await service.person('moderator');
    user = await service.person();
  });

  afterAll(() => service?.stop());

  const userPath = ({ user: { id } }: SignedIn) => `/api/v1/users/${id}`;
  const admins = () => countOf(service.database, `users WHERE is_active AND 'admin' = ANY(roles)`);

  it('AUT-04: a moderator makes no administrator, of nobody', async () => {
    const { token } = moderator;
    const account = { email: 'made@example.com', username: 'made', password: 'a long enough phrase' };
    const { email, username } = user.user;
    const attempts = [
      service.http.post('/api/v1/users', { ...account, roles: ['admin'] }, { token }),
      service.http.post('/api/v1/users', { ...account, roles: ['user', 'admin'] }, { token }),
      service.http.patch(userPath(moderator), { roles: ['admin'] }, { token }),
      service.http.patch(userPath(user), { roles: ['admin'] }, { token }),
      service.http.put(userPath(user), { email, username, roles: ['admin'], isActive: true }, { token }),
    ];
    for (const answer of await Promise.all(attempts)) {
      expect(answer).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    }
    expect(await admins()).toBe(1);
  });

  it('AUT-04: a moderator lays no hand on an administrator', async () => {
    const { token } = moderator;
    const attempts = [
      service.http.patch(userPath(root), { email: 'mine@example.com' }, { token }),
      service.http.patch(userPath(root), { isActive: false }, { token }),
      service.http.patch(userPath(root), { roles: ['user'] }, { token }),
      service.http.delete(userPath(root), { token }),
      service.http.delete(userPath(user), { token }),
      service.http.get('/api/v1/audit', { token }),
    ];
    for (const answer of await Promise.all(attempts)) {
      expect(answer).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    }
  });

  it('AUT-04: a user raises nobody and reads nobody', async () => {
    const { token } = user;
    const attempts = [
      service.http.patch(userPath(user), { roles: ['admin'] }, { token }),
      service.http.get(userPath(root), { token }),
      service.http.get('/api/v1/users', { token }),
      service.http.get('/api/v1/roles', { token }),
      service.http.get(`${userPath(user)}/sessions`, { token }),
      service.http.delete(`${userPath(root)}/sessions`, { token }),
    ];
    for (const answer of await Promise.all(attempts)) expect(answer).toMatchObject({ status: 403 });
    for (const body of [{ roles: ['admin'] }, { isActive: true }, { id: root.user.id }, { version: 9 }]) {
      expect((await service.http.patch('/api/v1/me', body, { token })).status).toBe(422);
    }
    expect((await service.http.get('/api/v1/me', { token })).data.roles).toEqual(['user']);
  });

  it.each(['__proto__', 'constructor', 'toString', 'Admin', ' admin', 'admin\0', 'аdmin', 'root'])(
    'AUT-04: there is no role %j to be had',
    async (role) => {
      const answer = await service.http.patch(userPath(user), { roles: [role] }, { token: root.token });
      expect(answer).toMatchObject({ status: 422 });
      expect(
        (await service.http.get(`/api/v1/users?role=${encodeURIComponent(role)}`, { token: root.token }))
          .status,
      ).toBe(422);
    },
  );

  it.each([
    ['demote', (path: string, token: string) => service.http.patch(path, { roles: ['user'] }, { token })],
    ['deactivate', (path: string, token: string) => service.http.patch(path, { isActive: false }, { token })],
    ['delete', (path: string, token: string) => service.http.delete(path, { token })],
  ] as const)('AUT-05: two administrators who %s each other at once leave one', async (_verb, act) => {
    for (let round = 0; round < 3; round += 1) {
      const [one, two] = [await service.person('admin'), await service.person('admin')];
      const current = await service.root();
      await service.http.patch(userPath(root), { roles: ['user'] }, { token: current.token });
      const answers = await Promise.all([act(userPath(two), one.token), act(userPath(one), two.token)]);
      const succeeded = answers.filter(({ status }) => status < 300);
      const [refused] = answers.filter(({ status }) => status >= 300);
      expect(succeeded).toHaveLength(1);
      expect([401, 403, 409]).toContain(refused?.status);
      if (refused?.status === 409) expect(refused.code).toBe('LAST_ADMIN');
      expect(await admins()).toBe(1);
      // The one that is left gives the office back.
      const left = answers[0]?.status === succeeded[0]?.status ? one : two;
      const restored = await service.http.patch(userPath(root), { roles: ['admin'] }, { token: left.token });
      expect(restored.status).toBe(200);
      const again = await service.root();
      await service.http.patch(userPath(left), { roles: ['user'] }, { token: again.token });
    }
  });

  it('AUT-05: the last administrator cannot leave', async () => {
    const { token } = await service.root();
    const password = 'correct horse battery';
    const attempts = [
      await service.http.patch(userPath(root), { roles: ['moderator'] }, { token }),
      await service.http.patch(userPath(root), { isActive: false }, { token }),
      await service.http.delete(userPath(root), { token }),
      await service.http.delete('/api/v1/me', { token, body: { password } }),
    ];
    for (const answer of attempts) expect(answer).toMatchObject({ status: 409, code: 'LAST_ADMIN' });
    expect(await admins()).toBe(1);
  });

  it.each([
    '/api/v1/users/..%2Fme',
    '/api/v1/users/%2e%2e/me',
    '/api/v1/users/../me',
    '/api/v1/users/..%5cme',
    '/api/v1/users/.%2e%2faudit',
    '/api/v1/users/%252e%252e%252fme',
    '/api/v1/users/me',
    '/api/v1//me',
    '/api/v1/me;x=.css',
    '/api/v1/me%2f',
    '/API/V1/ME',
    '/api/v1/users/x%00',
    '//api/v1/me',
  ])('AUT-11: %s leads to no other route', async (path) => {
    const answer = await exchange(
      service.http.baseUrl,
      `GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${root.token}\r\nConnection: close\r\n\r\n`,
    );
    expect([400, 404, 422]).toContain(answer.status);
    expect(JSON.parse(answer.body)).toMatchObject({ success: false });
    expect(answer.text).not.toContain(root.user.email);
  });

  it('AUT-11: an id is a UUID and nothing else', async () => {
    const { token } = root;
    for (const id of [
      "' OR '1'='1",
      '1',
      'null',
      'undefined',
      '..',
      '{}',
      '[object Object]',
      `${root.user.id}x`,
    ]) {
      const path = `/api/v1/users/${encodeURIComponent(id)}`;
      for (const answer of [
        await service.http.get(`${path}?a=1`, { token }),
        await service.http.delete(`${path}/sessions`, { token }),
      ]) {
        expect([404, 422], `${id} ${answer.status}`).toContain(answer.status);
      }
    }
  });

  it('RAC-05: ending sessions never reaches beyond the own ones, whatever filter comes with it', async () => {
    const victim = await service.person();
    const { user: own, token } = await service.person();
    const second = await service.logIn(own.email);
    const before = await countOf(service.database, 'sessions WHERE ended_at IS NULL');
    expect((await service.http.delete('/api/v1/me/sessions', { token, body: { filter: null } })).status).toBe(
      422,
    );
    expect((await service.http.delete('/api/v1/me/sessions/undefined', { token })).status).toBe(422);
    expect((await service.http.delete('/api/v1/users//sessions', { token: root.token })).status).toBe(404);
    expect(await countOf(service.database, 'sessions WHERE ended_at IS NULL')).toBe(before);
    const wide = await service.http.delete(`/api/v1/me/sessions?userId=&userId=${victim.user.id}`, { token });
    expect(wide.status).toBe(204);
    expect(await countOf(service.database, 'sessions WHERE ended_at IS NULL')).toBe(before - 1);
    expect((await service.http.get('/api/v1/me', { token: second.token })).status).toBe(401);
    expect((await service.http.get('/api/v1/me', { token: victim.token })).status).toBe(200);
  });

  it('RAC-05: somebody else’s session is not there to be ended', async () => {
    const victim = await service.person();
    const { data } = await service.http.get('/api/v1/me/sessions', { token: victim.token });
    const answer = await service.http.delete(`/api/v1/me/sessions/${data[0].id}`, { token: user.token });
    expect(answer).toMatchObject({ status: 404, code: 'SESSION_NOT_FOUND' });
    expect((await service.http.get('/api/v1/me', { token: victim.token })).status).toBe(200);
  });
});

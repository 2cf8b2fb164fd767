import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { E2eService, type SignedIn } from '#testing/e2e-service.js';
import { databaseTargets } from '#testing/test-database.js';

describe.each(['memory', ...databaseTargets] as const)('somebody’s only role, with %s', (target) => {
  let service: E2eService;
  let root: SignedIn;
  let person: SignedIn;

  beforeAll(async () => {
    service = await E2eService.start(target === 'memory' ? { env: { STORAGE: 'memory' } } : { target });
    root = await service.root();
    person = await service.person();
  });
  afterAll(() => service?.stop());

  const rolesOf = async ({ user }: SignedIn) =>
    (await service.http.get(`/api/v1/users/${user.id}`, { token: root.token })).data.roles;

  it.each(['user', 'admin'])('is not taken away from a %s', async (role) => {
    const who = role === 'admin' ? root : person;
    const path = `/api/v1/users/${who.user.id}`;
    const { status, code } = await service.http.patch(path, { roles: [] }, { token: root.token });
    expect([status, code]).toEqual([422, 'VALIDATION_ERROR']);
    expect(await rolesOf(who)).toEqual([role]);
  });

  it('of one’s own making stays while it is somebody’s', async () => {
    const made = await service.http.post(
      '/api/v1/roles',
      { name: 'only-role', permissions: ['users:read'] },
      { token: root.token },
    );
    expect(made.status).toBe(201);
    const path = `/api/v1/users/${person.user.id}`;
    await service.http.patch(path, { roles: ['only-role'] }, { token: root.token });
    const deleted = await service.http.delete('/api/v1/roles/only-role', { token: root.token });
    expect([deleted.status, deleted.code]).toEqual([409, 'ROLE_IN_USE']);
    expect(await rolesOf(person)).toEqual(['only-role']);
  });
});

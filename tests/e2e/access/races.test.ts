import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { E2eService, password, type SignedIn } from '#testing/e2e-service.js';
import type { Reply } from '#testing/http-client.js';
import { databaseTargets } from '#testing/test-database.js';
import { isInForce } from '../cache/support.js';
import { whileLocked } from '../contract/support/row-locks.js';

const outcome = ({ status, code }: Reply) => `${status} ${code ?? ''}`.trim();
const powers = ['roles:write', 'roles:assign', 'users:read', 'users:write'];

describe.each(databaseTargets)('changes of roles at the same time, on the %s PostgreSQL', (target) => {
  let service: E2eService;
  let other: E2eService;
  let root: SignedIn;
  let made = 0;

  beforeAll(async () => {
    service = await E2eService.start({ target });
    other = await E2eService.start({ database: service.database });
    root = await service.root();
  });
  afterAll(async () => {
    await other?.stop();
    await service?.stop();
  });

  const as = ({ token }: SignedIn) => ({ token });
  const aRole = async (permissions: readonly string[]) => {
    made += 1;
    const name = `raced-${made}`;
    const { status } = await service.http.post('/api/v1/roles', { name, permissions }, as(root));
    expect(status).toBe(201);
    return name;
  };
  const give = (who: SignedIn, roles: readonly string[], by = root, at = service) =>
    at.http.patch(`/api/v1/users/${who.user.id}`, { roles }, as(by));
  const allow = (role: string, permissions: readonly string[], by = root, at = service) =>
    at.http.patch(`/api/v1/roles/${role}`, { permissions }, as(by));
  const remove = (role: string, by = root, at = service) => at.http.delete(`/api/v1/roles/${role}`, as(by));

  it('a role that is given to somebody and deleted is either held or gone', async () => {
    for (let round = 0; round < 5; round += 1) {
      const role = await aRole(['users:read']);
      const people = [await service.person(), await service.person()];
      const [gone, ...given] = await Promise.all([
        remove(role, root, other),
        ...people.map((person) => give(person, ['user', role])),
      ]);
      const holders = await service.http.get(`/api/v1/users?role=${role}`, as(root));
      // Once it is gone there is no such role to look for.
      const held = holders.status === 422 ? 0 : holders.data.length;
      expect(['204', '409 ROLE_IN_USE']).toContain(outcome(gone as Reply));
      expect(given.map(outcome).filter((each) => each !== '200' && each !== '422 VALIDATION_ERROR')).toEqual(
        [],
      );
      expect(held).toBe(given.filter(({ status }) => status === 200).length);
      expect(held > 0).toBe(gone?.status === 409);
    }
  });

  it('a permission that a role gets and that is deleted is either in use or gone', async () => {
    for (let round = 0; round < 5; round += 1) {
      const name = `raced-${round}:read`;
      await service.http.post('/api/v1/permissions', { name, description: 'x' }, as(root));
      const role = await aRole([]);
      const [gone, changed] = await Promise.all([
        other.http.delete(`/api/v1/permissions/${name}`, as(root)),
        allow(role, [name]),
      ]);
      expect(['204 422', '409 200']).toContain(`${gone.status} ${changed.status}`);
    }
  });

  const url = '/api/v1/webhooks';
  const hook = { url: 'https://93.184.215.14/in', types: ['user.registered'] };
  const program = { name: 'P', permissions: ['users:read'] };
  it.each<readonly [string, string, object | undefined]>([
    ['DELETE', '/users/:target/sessions', undefined],
    ['PATCH', '/users/:target', { roles: ['moderator'] }],
    ['DELETE', '/users/:target', undefined],
    ['DELETE', '/users/:target/mfa', undefined],
    ['POST', '/users/:target/impersonate', { reason: 'Ticket 4711' }],
    ['POST', '/roles', { name: 'late', permissions: [] }],
    ['POST', '/service-accounts', program],
    ['PATCH', '/service-accounts/:account', { isActive: false }],
    ['DELETE', '/service-accounts/:account', undefined],
    ['POST', '/service-accounts/:account/keys', { name: 'K' }],
    ['POST', '/webhooks', hook],
    ['PATCH', '/webhooks/:webhook', { types: ['user.deleted'] }],
    ['POST', '/webhooks/:webhook/rotate-secret', undefined],
    ['DELETE', '/webhooks/:webhook', undefined],
  ])('ASVS 15.4.2: who is demoted while %s %s comes in changes nothing', async (method, path, body) => {
    const victim = await service.person();
    const fallen = await service.person('admin');
    const account = await service.http.post('/api/v1/service-accounts', program, as(root));
    const webhook = await service.http.post(url, hook, as(root));
    expect([account.status, webhook.status]).toEqual([201, 201]);
    const ids: Record<string, string> = {
      target: victim.user.id,
      account: account.data.id,
      webhook: webhook.data.id,
    };
    const to = `/api/v1${path.replace(/:(\w+)/, (_, name) => ids[name] ?? '')}`;
    await service.drainEvents();
    await other.drainEvents();
    const [reply] = await whileLocked(
      service.database.url,
      [fallen.user.id],
      () => [service.http.request(method, to, { ...as(fallen), ...(body && { body }) })],
      `UPDATE users SET roles = '{user}' WHERE id = '${fallen.user.id}'`,
    );
    expect(outcome(reply as Reply)).toBe('403 FORBIDDEN');
    expect((await service.http.get('/api/v1/me', as(victim))).data.roles).toEqual(['user']);
    expect((await service.http.get(`/api/v1/service-accounts/${ids.account}`, as(root))).data).toMatchObject({
      isActive: true,
    });
    expect((await service.http.get(`${url}/${ids.webhook}`, as(root))).data.types).toEqual(hook.types);
    await service.http.delete(`${url}/${ids.webhook}`, as(root));
  });

  it('ASVS 15.4.2: of two keepers who take each other’s power one keeps it', async () => {
    const [left, right] = [await aRole(powers), await aRole(powers)];
    const [one, two] = [await service.person(left), await service.person(right)];
    // Reactions would wait for the rows too.
    await service.drainEvents();
    await other.drainEvents();
    const replies = await whileLocked(service.database.url, [one.user.id, two.user.id], () => [
      allow(right, ['users:read'], one),
      allow(left, ['users:read'], two, other),
    ]);
    expect(replies.map(outcome).sort()).toEqual(['200', '403 FORBIDDEN']);
  });
});

describe('what is remembered of roles', () => {
  it('is in force on the other instance within a second of a change', async () => {
    const here = await E2eService.start();
    const there = await E2eService.start({ database: here.database });
    try {
      const { token } = await here.root();
      await here.http.post('/api/v1/roles', { name: 'reader', permissions: ['users:read'] }, { token });
      const reader = await here.person('reader');
      const read = () =>
        there.http.get('/api/v1/users?pageSize=1', { token: reader.token }).then(({ status }) => status);
      await isInForce(read, 200);
      await here.http.patch('/api/v1/roles/reader', { permissions: [] }, { token });
      await isInForce(read, 403);
      await here.http.patch('/api/v1/roles/reader', { permissions: ['users:read'] }, { token });
      await isInForce(read, 200);
    } finally {
      await there.stop();
      await here.stop();
    }
  });
});

describe('the last who keep roles and users', () => {
  it('cannot lose it by a change of their role', async () => {
    const service = await E2eService.start();
    try {
      const { token, user } = await service.root();
      const keepers = { name: 'keepers', permissions: powers };
      expect((await service.http.post('/api/v1/roles', keepers, { token })).status).toBe(201);
      const keeper = await service.person('keepers');
      const allow = (permissions: readonly string[]) =>
        service.http.patch('/api/v1/roles/keepers', { permissions }, { token: keeper.token });
      const me = `/api/v1/users/${keeper.user.id}`;
      expect(
        (await service.http.patch(`/api/v1/users/${user.id}`, { isActive: false }, { token })).status,
      ).toBe(200);
      expect(outcome(await allow(['roles:write', 'users:read']))).toBe('409 LAST_ADMIN');
      expect(outcome(await allow(['users:write', 'roles:assign']))).toBe('409 LAST_ADMIN');
      expect(outcome(await service.http.patch(me, { isActive: false }, { token: keeper.token }))).toMatch(
        /^40[39]/,
      );
      const body = { password };
      expect(outcome(await service.http.delete('/api/v1/me', { token: keeper.token, body }))).toBe(
        '409 LAST_ADMIN',
      );
      expect((await allow(['roles:write', 'users:write'])).status).toBe(200);
    } finally {
      await service.stop();
    }
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { E2eService, SignedIn } from '#testing/e2e-service.js';
import { FakeClock } from '#testing/fake-clock.js';
import type { Reply } from '#testing/http-client.js';
import { Mailroom } from '../../support/mailroom.js';
import { cutChannel, isInForce, isTrusted, startPair } from '../cache/support.js';

/** What is taken away on one of two instances, and how the other answers from then on. */
interface Loss {
  /** Asked for on the one. */
  readonly path: string;
  readonly method?: 'DELETE' | 'PATCH' | 'POST';
  readonly body?: object;
}

describe('what two instances remember of tenants and keys', () => {
  let here: E2eService;
  let there: E2eService;
  let stop: () => Promise<void>;
  const mailroom = new Mailroom();
  const clock = new FakeClock(new Date());

  beforeAll(async () => {
    const env = { RATE_LIMIT_TENANTS: '0', RATE_LIMIT_INVITATIONS: '0' };
    ({ here, there, stop } = await startPair(env, { clock, features: [mailroom.feature] }));
  });
  afterAll(() => stop());

  const call = (at: E2eService, method: string, path: string, token: string, body?: object) =>
    at.http.request(method, `/api/v1${path}`, { token, ...(body && { body }) });
  const made = async (path: string, token: string, body: object) => {
    const reply = await call(here, 'POST', path, token, body);
    if (reply.status >= 300) throw new Error(reply.text);
    return reply.data;
  };
  const answer = ({ status, code }: Reply) => (code === undefined ? `${status}` : `${status} ${code}`);

  /** A tenant with an owner, somebody with a role of its own, and a program. */
  const scene = async () => {
    for (const instance of [here, there]) await expect.poll(() => isTrusted(instance)).toBe(true);
    const [owner, guest] = [await here.person(), await here.person()];
    const { id, slug } = await made('/tenants', owner.token, { name: `Of ${owner.user.username}` });
    const tenant = `/tenants/${id}`;
    await made(`${tenant}/roles`, owner.token, { name: 'inviter', permissions: ['members:write'] });
    await join(tenant, owner, guest);
    const wanted = { name: 'P', permissions: ['members:write'], tenantId: id };
    const account = `/service-accounts/${(await made('/service-accounts', owner.token, wanted)).id}`;
    const key = await made(`${account}/keys`, owner.token, { name: 'K' });
    const { accessToken } = await made('/auth/token', key.key, {});
    return {
      owner,
      guest,
      tenant,
      slug,
      account,
      keyPath: `${account}/keys/${key.id}`,
      key: key.key,
      accessToken,
    };
  };
  type Scene = Awaited<ReturnType<typeof scene>>;
  const join = async (tenant: string, owner: SignedIn, who: SignedIn) => {
    const { user, token } = await here.verify(who);
    await made(`${tenant}/invitations`, owner.token, { email: user.email, roles: ['inviter'] });
    await made('/invitations/accept', token, { token: mailroom.token(user.email, 'invitation') });
  };
  const program = ({ key, accessToken }: Scene) => [key, accessToken];
  const member = ({ guest }: Scene) => [guest.token];

  const losses: [string, (of: Scene) => Loss, (of: Scene) => readonly string[], string][] = [
    ['a revoked key', ({ keyPath: path }) => ({ method: 'DELETE', path }), program, '401 UNAUTHENTICATED'],
    [
      'a key that was rotated without an overlap',
      ({ keyPath }) => ({ path: `${keyPath}/rotate`, body: { overlapSeconds: 0 } }),
      program,
      '401 UNAUTHENTICATED',
    ],
    [
      'a deleted service account',
      ({ account: path }) => ({ method: 'DELETE', path }),
      program,
      '401 UNAUTHENTICATED',
    ],
    [
      'a service account that is switched off',
      ({ account: path }) => ({ method: 'PATCH', path, body: { isActive: false } }),
      program,
      '403 ACCOUNT_INACTIVE',
    ],
    [
      'permissions of a service account',
      ({ account: path }) => ({ method: 'PATCH', path, body: { permissions: [] } }),
      program,
      '403 FORBIDDEN',
    ],
    [
      'a removed member',
      ({ tenant, guest }) => ({ method: 'DELETE', path: `${tenant}/members/${guest.user.id}` }),
      member,
      '404 TENANT_NOT_FOUND',
    ],
    [
      'other roles of a member',
      ({ tenant, guest }) => ({
        method: 'PATCH',
        path: `${tenant}/members/${guest.user.id}`,
        body: { roles: ['member'] },
      }),
      member,
      '403 FORBIDDEN',
    ],
    [
      'another role of the tenant',
      ({ tenant }) => ({ method: 'PATCH', path: `${tenant}/roles/inviter`, body: { permissions: [] } }),
      member,
      '403 FORBIDDEN',
    ],
    [
      'a deleted tenant, to its members',
      ({ tenant: path, slug }) => ({ method: 'DELETE', path, body: { slug } }),
      member,
      '404 TENANT_NOT_FOUND',
    ],
    [
      'a deleted tenant, to its programs',
      ({ tenant: path, slug }) => ({ method: 'DELETE', path, body: { slug } }),
      program,
      '401 UNAUTHENTICATED',
    ],
  ];

  const isForgotten = async (...[, lossOf, credentialsOf, refusal]: (typeof losses)[number]) => {
    const given = await scene();
    const ask = async (instance: E2eService, token: string) =>
      answer(await call(instance, 'GET', `${given.tenant}/invitations`, token));
    const credentials = credentialsOf(given);
    for (const token of credentials) {
      for (const instance of [here, there]) expect(await ask(instance, token)).toBe('200');
    }
    const { method = 'POST', path, body } = lossOf(given);
    expect((await call(here, method, path, given.owner.token, body)).status).toBeLessThan(300);
    for (const token of credentials) {
      await isInForce(() => ask(there, token), refusal);
      expect(await ask(here, token)).toBe(refusal);
    }
  };

  it.each(losses)('is refused on the other one within a second: %s', (...loss) => isForgotten(...loss));

  it.each(losses)('is refused within the bound while the channel is cut: %s', async (...loss) => {
    let isOver = false;
    const cutting = (async () => {
      while (!isOver) await cutChannel(here.database.url);
    })();
    try {
      await isForgotten(...loss);
    } finally {
      isOver = true;
      await cutting;
    }
  });

  it('a key that was rotated is good on both until its overlap is over, and then on none', async () => {
    const { owner, tenant, key, keyPath } = await scene();
    const next = await made(`${keyPath}/rotate`, owner.token, { overlapSeconds: 60 });
    const ask = (instance: E2eService, token: string) => call(instance, 'GET', tenant, token).then(answer);
    for (const instance of [here, there]) {
      await isInForce(() => ask(instance, next.key), '200');
      expect(await ask(instance, key)).toBe('200');
    }
    clock.advance(61);
    for (const instance of [here, there]) {
      await isInForce(() => ask(instance, key), '401 UNAUTHENTICATED');
      expect(await ask(instance, next.key)).toBe('200');
    }
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { E2eService, type SignedIn } from '#testing/e2e-service.js';
import { execute } from '#testing/execute.js';
import type { Reply } from '#testing/http-client.js';
import { databaseTargets } from '#testing/test-database.js';
import { Mailroom } from '../../support/mailroom.js';
import { whileLocked } from '../contract/support/row-locks.js';

const answer = ({ status, code }: Reply) => (code === undefined ? `${status}` : `${status} ${code}`);

describe.each(databaseTargets)('changes in a tenant at the same time, on the %s PostgreSQL', (target) => {
  let one: E2eService;
  let two: E2eService;
  const mailroom = new Mailroom();

  beforeAll(async () => {
    const env = { RATE_LIMIT_TENANTS: '0', RATE_LIMIT_INVITATIONS: '0' };
    one = await E2eService.start({ target, env, features: [mailroom.feature] });
    two = await E2eService.start({ database: one.database, env });
  });
  afterAll(async () => {
    await two?.stop();
    await one?.stop();
  });

  const call = (at: E2eService, method: string, path: string, { token }: SignedIn, body?: object) =>
    at.http.request(method, `/api/v1${path}`, { token, ...(body && { body }) });
  const invited = async (tenant: string, owner: SignedIn, roles: readonly string[]) => {
    const guest = await one.verify(await one.person());
    const { email } = guest.user;
    await call(one, 'POST', `${tenant}/invitations`, owner, { email, roles });
    return { guest, token: mailroom.token(email, 'invitation') };
  };
  const aTenant = async (...roles: readonly string[]) => {
    const owner = await one.person();
    const { data } = await call(one, 'POST', '/tenants', owner, { name: `Of ${owner.user.username}` });
    const tenant = `/tenants/${data.id}`;
    const others: SignedIn[] = [];
    for (const role of roles) {
      const { guest, token } = await invited(tenant, owner, [role]);
      expect((await call(one, 'POST', '/invitations/accept', guest, { token })).status).toBe(200);
      others.push(guest);
    }
    return { owner, others, tenant, id: data.id as string };
  };
  /** By turns on the one instance and on the other. */
  const fifty = <T>(send: (at: E2eService, index: number) => Promise<T>) =>
    Promise.all(Array.from({ length: 50 }, (_, index) => send(index % 2 === 0 ? one : two, index)));
  const rolesOf = (id: string) =>
    execute(
      one.database.ownerUrl,
      `SELECT set_config('gatehouse.tenant_id', '${id}', true); SELECT roles FROM tenant_members`,
    );

  it('fifty acceptances of one invitation make one member', async () => {
    const { owner, tenant, id } = await aTenant();
    const { guest, token } = await invited(tenant, owner, ['member']);
    const replies = await fifty((at) => call(at, 'POST', '/invitations/accept', guest, { token }));
    expect(replies.map(answer).sort()).toEqual(['200', ...Array(49).fill('401 TOKEN_INVALID')]);
    expect(await rolesOf(id)).toHaveLength(2);
  });

  it('an acceptance whose answer was lost is answered again, on the other instance too', async () => {
    const { owner, tenant, id } = await aTenant();
    const { guest, token } = await invited(tenant, owner, ['member']);
    const headers = { 'idempotency-key': `accept-${id}` };
    const accept = ({ http }: E2eService) =>
      http.post('/api/v1/invitations/accept', { token }, { token: guest.token, headers });
    const [first, again] = [await accept(one), await accept(two)];
    expect([first.status, again.status, again.text]).toEqual([200, 200, first.text]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.headers.get('etag')).toBe(first.headers.get('etag'));
    expect(await rolesOf(id)).toHaveLength(2);
  });

  it('fifty removals of the last two owners leave one', async () => {
    const { owner, others, tenant, id } = await aTenant('owner');
    const owners = [owner, others[0] as SignedIn];
    const replies = await fifty((at, index) => {
      // Each removes the other, and themselves.
      const [actor, gone] = [owners[index % 2], owners[(index >> 1) % 2]] as [SignedIn, SignedIn];
      return call(at, 'DELETE', `${tenant}/members/${gone.user.id}`, actor);
    });
    expect(replies.map(answer).filter((each) => each === '204')).toHaveLength(1);
    expect(replies.map(answer).filter((each) => !/^(204|409 LAST_OWNER|404 )/.test(each))).toEqual([]);
    expect(await rolesOf(id)).toMatchObject([{ roles: ['owner'] }]);
  });

  it('ASVS 15.4.2: of two administrators who take each other’s role one keeps it', async () => {
    const { others, tenant, id } = await aTenant('admin', 'admin');
    const [left, right] = others as [SignedIn, SignedIn];
    const demote = (at: E2eService, actor: SignedIn, whom: SignedIn) =>
      call(at, 'PATCH', `${tenant}/members/${whom.user.id}`, actor, { roles: ['member'] });
    const replies = await whileLocked(
      one.database.url,
      [],
      () => [demote(one, left, right), demote(two, right, left)],
      `SELECT FROM tenants WHERE id = '${id}' FOR UPDATE`,
    );
    expect(replies.map(answer).sort()).toEqual(['200', '403 FORBIDDEN']);
    const roles = (await rolesOf(id)).map((row) => String(row.roles)).sort();
    expect(roles).toEqual(['admin', 'member', 'owner']);
  });

  it.each<readonly [string, string, object | undefined]>([
    ['PATCH', '', { name: 'Late' }],
    ['POST', '/invitations', { email: 'late@example.com', roles: ['member'] }],
    ['POST', '/roles', { name: 'late', permissions: [] }],
    ['PATCH', '/members/:other', { roles: ['admin'] }],
    ['DELETE', '/members/:other', undefined],
    ['POST', '/service-accounts', { name: 'Late', permissions: [] }],
  ])(
    'ASVS 15.4.2: an administrator who is demoted while %s %s comes in changes nothing',
    async (method, path, body) => {
      const { others, tenant, id } = await aTenant('admin', 'member');
      const [fallen, other] = others as [SignedIn, SignedIn];
      const isAccount = path === '/service-accounts';
      const to = isAccount ? path : `${tenant}${path.replace(':other', other.user.id)}`;
      const [reply] = await whileLocked(
        one.database.url,
        [],
        () => [call(one, method, to, fallen, isAccount ? { ...body, tenantId: id } : body)],
        `SELECT set_config('gatehouse.tenant_id', '${id}', true);
       SELECT FROM tenants WHERE id = '${id}' FOR UPDATE;
       UPDATE tenant_members SET roles = '{member}' WHERE user_id = '${fallen.user.id}'`,
      );
      expect(answer(reply as Reply)).toBe('403 FORBIDDEN');
      const roles = (await rolesOf(id)).map((row) => String(row.roles)).sort();
      expect(roles).toEqual(['member', 'member', 'owner']);
    },
  );
});

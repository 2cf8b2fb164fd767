import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { E2eService, type SignedIn } from '#testing/e2e-service.js';
import { execute } from '#testing/execute.js';
import type { Reply } from '#testing/http-client.js';
import { databaseTargets } from '#testing/test-database.js';
import { Mailroom } from '../../support/mailroom.js';

const answer = ({ status, code }: Reply) => (code === undefined ? `${status}` : `${status} ${code}`);

describe.each(databaseTargets)('the limits of tenants, on the %s PostgreSQL', (target) => {
  let service: E2eService;
  /** Another instance, with narrower ones. */
  let strict: E2eService;
  const mailroom = new Mailroom();

  beforeAll(async () => {
    const env = { RATE_LIMIT_TENANTS: '0', RATE_LIMIT_INVITATIONS: '0', MAILS_PER_MAILBOX_AND_HOUR: '6' };
    service = await E2eService.start({ target, env, features: [mailroom.feature] });
    strict = await E2eService.start({
      database: service.database,
      env: { ...env, TENANT_CREATION: 'admins', MAX_MEMBERS: '1' },
    });
  });
  afterAll(async () => {
    await strict?.stop();
    await service?.stop();
  });

  const call = (
    method: string,
    path: string,
    { token }: Pick<SignedIn, 'token'>,
    body?: object,
    at = service,
  ) => at.http.request(method, `/api/v1${path}`, { token, ...(body && { body }) });
  const sql = (statement: string) => execute(service.database.adminUrl, statement);
  const aTenant = async () => {
    const owner = await service.person();
    const { data } = await call('POST', '/tenants', owner, { name: `Of ${owner.user.username}` });
    return { owner, id: data.id as string, tenant: `/tenants/${data.id}` };
  };
  const invite = async (
    tenant: string,
    owner: SignedIn,
    email: string,
    roles: readonly string[] = ['member'],
  ) => {
    const reply = await call('POST', `${tenant}/invitations`, owner, { email, roles });
    expect(answer(reply)).toBe('201');
    return { id: reply.data.id as string, token: mailroom.token(email, 'invitation') };
  };
  const accept = (who: SignedIn, token: string, at = service) =>
    call('POST', '/invitations/accept', who, { token }, at);
  const invitedInto = async (tenant: string, owner: SignedIn) => {
    const guest = await service.verify(await service.person());
    return { guest, ...(await invite(tenant, owner, guest.user.email)) };
  };

  it('TENANT_CREATION=admins leaves making them to those with tenants:create', async () => {
    const root = await service.root();
    const create = (who: Pick<SignedIn, 'token'>) => call('POST', '/tenants', who, { name: 'New' }, strict);
    const moderator = await service.person('moderator');
    for (const who of [await service.person(), moderator])
      expect(answer(await create(who))).toBe('403 FORBIDDEN');
    expect(answer(await create(await service.person('admin')))).toBe('201');
    const role = { name: 'founder', permissions: ['tenants:create'] };
    expect(answer(await call('POST', '/roles', root, role))).toBe('201');
    const founder = await service.person('founder');
    const made = await create(founder);
    expect(answer(made)).toBe('201');
    expect((await call('GET', `/tenants/${made.data.id}/members`, founder)).data).toMatchObject([
      { userId: founder.user.id, roles: ['owner'] },
    ]);
    const wanted = { name: 'K', permissions: ['tenants:create'] };
    const { key } = (await call('POST', '/me/keys', founder, wanted)).data;
    expect(answer(await create({ token: key }))).toBe('403 FORBIDDEN');
    await call('PATCH', `/users/${founder.user.id}`, root, { roles: ['user'] }, strict);
    expect(answer(await create(founder))).toBe('403 FORBIDDEN');
    expect(answer(await call('GET', `/tenants/${made.data.id}`, founder))).toBe('200');
  });

  it('have at most a hundred roles', async () => {
    const { owner, id, tenant } = await aTenant();
    await sql(`INSERT INTO tenant_roles (tenant_id, name, description, permissions, created_at, updated_at)
      SELECT '${id}', 'role' || n, NULL, '{}', now(), now() FROM generate_series(1, 99) AS n`);
    const make = async (name: string) =>
      answer(await call('POST', `${tenant}/roles`, owner, { name, permissions: [] }));
    expect(await make('hundredth')).toBe('201');
    expect(await make('one-too-many')).toBe('409 TOO_MANY_ROLES');
    expect(answer(await call('DELETE', `${tenant}/roles/role1`, owner))).toBe('204');
    expect(await make('in-its-place')).toBe('201');
    const other = await aTenant();
    const elsewhere = { name: 'first', permissions: [] };
    expect(answer(await call('POST', `${other.tenant}/roles`, other.owner, elsewhere))).toBe('201');
  });

  it('mail one address no more often than allowed, whichever tenant invites it, and keep no unmailed invitation', async () => {
    const [one, other] = [await aTenant(), await aTenant()];
    const email = `flooded-in-${one.id}@example.org`;
    // Half of what a mailbox gets: the rest is for what lets its reader in.
    const first = await invite(one.tenant, one.owner, email);
    await invite(other.tenant, other.owner, email);
    const { token } = await invite(one.tenant, one.owner, email);
    for (const { tenant, owner } of [one, other]) {
      const refused = await call('POST', `${tenant}/invitations`, owner, { email, roles: ['owner'] });
      expect([answer(refused), refused.headers.get('retry-after')]).toEqual(['429 MAIL_LIMITED', '3600']);
    }
    expect(mailroom.to(email)).toHaveLength(3);
    const { data } = await call('GET', `${one.tenant}/invitations`, one.owner);
    expect(data).toMatchObject([{ email, roles: ['member'] }]);
    expect(data[0].id).not.toBe(first.id);
    expect(mailroom.token(email, 'invitation')).toBe(token);
    await invite(one.tenant, one.owner, `another-in-${one.id}@example.org`);
  });

  it('end an invitation after seven days', async () => {
    const { owner, id, tenant } = await aTenant();
    const [early, late] = [await invitedInto(tenant, owner), await invitedInto(tenant, owner)];
    const age = (interval: string) =>
      sql(
        `UPDATE tenant_invitations SET expires_at = expires_at - interval '${interval}' WHERE tenant_id = '${id}'`,
      );
    await age('6 days 23 hours 50 minutes');
    expect(answer(await accept(early.guest, early.token))).toBe('200');
    await age('10 minutes');
    expect(answer(await accept(late.guest, late.token))).toBe('401 TOKEN_INVALID');
    expect((await call('GET', `${tenant}/invitations`, owner)).data).toEqual([]);
    expect(answer(await call('GET', tenant, late.guest))).toBe('404 TENANT_NOT_FOUND');
    const { token } = await invite(tenant, owner, late.guest.user.email);
    expect(answer(await accept(late.guest, token))).toBe('200');
  });

  it('let nobody in a second time, who has got another address meanwhile', async () => {
    const { owner, tenant } = await aTenant();
    const { guest, token } = await invitedInto(tenant, owner);
    expect(answer(await accept(guest, token))).toBe('200');
    const email = `moved-${guest.user.email}`;
    const second = await invite(tenant, owner, email, ['admin']);
    await sql(`UPDATE users SET email = '${email}' WHERE id = '${guest.user.id}'`);
    for (let tries = 0; tries < 2; tries += 1) {
      expect(answer(await accept(guest, second.token))).toBe('409 ALREADY_MEMBER');
    }
    const { data } = await call('GET', `${tenant}/members`, owner);
    expect(data.map((member: { roles: string[] }) => member.roles)).toEqual([['owner'], ['member']]);
  });

  it('let nobody in where there is no room any more, and keep the invitation', async () => {
    const { owner, tenant } = await aTenant();
    const { guest, token } = await invitedInto(tenant, owner);
    expect(answer(await accept(guest, token, strict))).toBe('409 TOO_MANY_MEMBERS');
    expect(answer(await call('GET', tenant, guest))).toBe('404 TENANT_NOT_FOUND');
    expect(answer(await accept(guest, token))).toBe('200');
  });
});

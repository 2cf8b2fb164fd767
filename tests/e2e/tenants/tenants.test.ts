import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contributed } from '#composition/contributions.js';
import { E2eService, password, type SignedIn } from '#testing/e2e-service.js';
import { execute } from '#testing/execute.js';
import type { Reply } from '#testing/http-client.js';
import { databaseTargets } from '#testing/test-database.js';
import { Mailroom } from '../../support/mailroom.js';
import { countOf, everythingStored } from '../attacks/support/rows.js';

const url = '/api/v1/tenants';
const nobodys = '019602c4-6f2a-7d3e-9b1a-5c0e8f7d2a41';
const answer = ({ status, code }: Reply) => (code === undefined ? status : `${status} ${code}`);

describe.each(databaseTargets)('tenants over HTTP, on the %s PostgreSQL', (target) => {
  let service: E2eService;
  const post = new Mailroom();

  beforeAll(async () => {
    const env = {
      RATE_LIMIT_TENANTS: '0',
      RATE_LIMIT_INVITATIONS: '0',
      MAX_TENANTS_PER_USER: '3',
      MAX_MEMBERS: '4',
      DATABASE_POOL_SIZE: '2',
      MAILS_PER_MAILBOX_AND_HOUR: '100',
    };
    service = await E2eService.start({ target, env, features: [post.feature] });
  });
  afterAll(() => service?.stop());

  const http = () => service.http;
  const sql = (statement: string) => execute(service.database.ownerUrl, statement);
  const makeTenant = async (who: SignedIn, body: object = { name: `Tenant ${randomUUID()}` }) => {
    const made = await http().post(url, body, who);
    if (made.status !== 201) throw new Error(made.text);
    return made.data as { id: string; slug: string; name: string };
  };
  const invite = async (who: SignedIn, tenantId: string, email: string, ...roles: string[]) => {
    const asked = { email, roles: roles.length > 0 ? roles : ['member'] };
    const made = await http().post(`${url}/${tenantId}/invitations`, asked, who);
    if (made.status !== 201) throw new Error(made.text);
    return { id: made.data.id as string, token: post.token(email, 'invitation') };
  };
  const accept = (who: SignedIn, token: string) => http().post('/api/v1/invitations/accept', { token }, who);
  const join = async (owner: SignedIn, tenantId: string, who: SignedIn, ...roles: string[]) => {
    await service.verify(who);
    const { token } = await invite(owner, tenantId, who.user.email, ...roles);
    const joined = await accept(who, token);
    if (joined.status !== 200) throw new Error(joined.text);
  };
  const member = async (owner: SignedIn, tenantId: string, ...roles: string[]) => {
    const who = await service.person();
    await join(owner, tenantId, who, ...roles);
    return who;
  };
  const tokenFor = async (who: SignedIn, tenantId?: string) => {
    const { refreshToken } = await service.logIn(who.user.email);
    const body = tenantId === undefined ? { refreshToken } : { refreshToken, tenantId };
    return http().post('/api/v1/auth/refresh', body);
  };

  it('are made, shown, listed and changed', async () => {
    const ada = await service.person();
    const made = await http().post(url, { name: 'Ünïted & Co.', metadata: { plan: 'pro' } }, ada);
    expect(made.status).toBe(201);
    expect(made.headers.get('location')).toMatch(new RegExp(`${url}/${made.data.id}$`));
    const { id } = made.data;
    expect(made.data).toMatchObject({ name: 'Ünïted & Co.', slug: 'united-co', metadata: { plan: 'pro' } });
    const shown = await http().get(`${url}/${id}`, ada);
    expect(shown.data).toEqual(made.data);
    expect(shown.headers.get('etag')).toBe(made.headers.get('etag'));
    const stale = { token: ada.token, headers: { 'if-match': '"7"' } };
    expect(answer(await http().patch(`${url}/${id}`, { name: 'No' }, stale))).toBe('412 VERSION_CONFLICT');
    const current = { token: ada.token, headers: { 'if-match': '"1"' } };
    const changed = await http().patch(`${url}/${id}`, { slug: 'united', metadata: {} }, current);
    expect(changed.data).toMatchObject({ name: 'Ünïted & Co.', slug: 'united', metadata: {} });
    expect(changed.headers.get('etag')).toBe('"2"');

    const second = await makeTenant(ada);
    const first = await http().get(`${url}?limit=1`, ada);
    expect(first.data.map((tenant: { id: string }) => tenant.id)).toEqual([id]);
    const rest = await http().get(`${url}?limit=1&cursor=${first.body.meta.nextCursor}`, ada);
    expect(rest.data.map((tenant: { id: string }) => tenant.id)).toEqual([second.id]);
    expect(rest.body.meta.nextCursor).toBeNull();
    expect((await http().get(url, await service.person())).data).toEqual([]);
    expect(answer(await http().get(`${url}?scope=all`, ada))).toBe('403 FORBIDDEN');
    const all = await http().get(`${url}?scope=all&limit=100`, await service.root());
    expect(all.data.map((tenant: { id: string }) => tenant.id)).toEqual(
      expect.arrayContaining([id, second.id]),
    );
    expect(answer(await http().get(`${url}/${id}`, await service.root()))).toBe('404 TENANT_NOT_FOUND');
  });

  it('refuse what is invalid, taken or too much', async () => {
    const ada = await service.person();
    const refused = async (body: object) => answer(await http().post(url, body, ada));
    for (const slug of ['a', '-ab', 'Abc', 'api', 'x'.repeat(64)]) {
      expect(await refused({ name: 'Name', slug })).toBe('422 VALIDATION_ERROR');
    }
    expect(await refused({ name: ' ' })).toBe('422 VALIDATION_ERROR');
    expect(await refused({ name: 'N', metadata: { text: 'x'.repeat(5000) } })).toBe('422 VALIDATION_ERROR');
    const { slug } = await makeTenant(ada);
    expect(await refused({ name: 'Name', slug })).toBe('409 SLUG_TAKEN');
    await makeTenant(ada);
    await makeTenant(ada);
    expect(await refused({ name: 'One more' })).toBe('409 TOO_MANY_TENANTS');
  });

  it('are made no more often than allowed by many requests at once, and once for one key', async () => {
    const ada = await service.person();
    const names = Array.from({ length: 10 }, () => `Race ${randomUUID()}`);
    const answers = await Promise.all(names.map((name) => http().post(url, { name }, ada)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
    const bob = await service.person();
    const retried = { token: bob.token, headers: { 'idempotency-key': randomUUID() } };
    const [first, again] = [
      await http().post(url, { name: 'Once only' }, retried),
      await http().post(url, { name: 'Once only' }, retried),
    ];
    expect(again.data).toEqual(first.data);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
  });

  it('REG-20 RST-15: have members who are invited by mail, by a token that is good for one address in one tenant', async () => {
    const [ada, bob, eve] = [await service.person(), await service.person(), await service.person()];
    const tenant = await makeTenant(ada);
    const older = await invite(ada, tenant.id, bob.user.email);
    const { id, token } = await invite(ada, tenant.id, bob.user.email, 'admin');
    expect(post.to(bob.user.email).at(-1)?.data).toMatchObject({ tenant: tenant.name });
    const listed = await http().get(`${url}/${tenant.id}/invitations`, ada);
    expect(listed.data).toMatchObject([
      { id, email: bob.user.email, roles: ['admin'], invitedBy: ada.user.id },
    ]);
    expect(JSON.stringify(listed.body)).not.toContain(token.slice(-20));
    expect(await everythingStored(service.database)).not.toContain(token.slice(-20));

    expect(answer(await accept(bob, older.token))).toBe('401 TOKEN_INVALID');
    expect(answer(await accept(bob, 'ghi_nonsense'))).toBe('401 TOKEN_INVALID');
    const other = await makeTenant(ada);
    const [own, foreign] = [tenant.id, other.id].map((each) => each.replaceAll('-', '')) as [string, string];
    expect(answer(await accept(bob, token.replace(own, foreign)))).toBe('401 TOKEN_INVALID');
    expect(answer(await accept(bob, token))).toBe('403 EMAIL_NOT_VERIFIED');
    await service.verify(bob);
    await service.verify(eve);
    expect(answer(await accept(eve, token))).toBe('403 FORBIDDEN');
    const accepted = await accept(bob, token);
    expect(accepted.data).toMatchObject({ id: tenant.id, slug: tenant.slug });
    expect(answer(await accept(bob, token))).toBe('401 TOKEN_INVALID');
    const again = { email: bob.user.email, roles: ['member'] };
    expect(answer(await http().post(`${url}/${tenant.id}/invitations`, again, ada))).toBe(
      '409 ALREADY_MEMBER',
    );

    const members = await http().get(`${url}/${tenant.id}/members`, bob);
    expect(members.data).toMatchObject([
      { userId: ada.user.id, email: ada.user.email, username: ada.user.username, roles: ['owner'] },
      { userId: bob.user.id, roles: ['admin'] },
    ]);
    const page = await http().get(`${url}/${tenant.id}/members?limit=1`, bob);
    expect(page.body.meta.nextCursor).toBe(ada.user.id);

    const open = await invite(bob, tenant.id, eve.user.email);
    const revoke = () => http().delete(`${url}/${tenant.id}/invitations/${open.id}`, bob);
    expect(answer(await revoke())).toBe(204);
    expect(answer(await revoke())).toBe('404 INVITATION_NOT_FOUND');
    expect(answer(await accept(eve, open.token))).toBe('401 TOKEN_INVALID');
    const late = await invite(bob, tenant.id, eve.user.email);
    await sql(
      `SELECT set_config('gatehouse.tenant_id', '${tenant.id}', false);
       UPDATE tenant_invitations SET expires_at = now() WHERE id = '${late.id}'`,
    );
    expect(answer(await accept(eve, late.token))).toBe('401 TOKEN_INVALID');
    expect((await http().get(`${url}/${tenant.id}/invitations`, bob)).data).toEqual([]);
  });

  it('RAC-02: grow to no more than their bound, and let nobody in twice, whoever asks at once', async () => {
    const ada = await service.person();
    const tenant = await makeTenant(ada);
    const bob = await service.person();
    await service.verify(bob);
    const { token } = await invite(ada, tenant.id, bob.user.email);
    const answers = await Promise.all(Array.from({ length: 50 }, () => accept(bob, token)));
    const counts = Map.groupBy(answers, answer);
    expect(counts.get(200)).toHaveLength(1);
    expect(counts.get('401 TOKEN_INVALID')).toHaveLength(49);
    expect((await http().get(`${url}/${tenant.id}/members`, ada)).data).toHaveLength(2);

    await invite(ada, tenant.id, 'third@example.com');
    const last = Array.from({ length: 50 }, (_, index) => ({
      email: `last${index}@example.com`,
      roles: ['member'],
    }));
    const invited = await Promise.all(
      last.map((asked) => http().post(`${url}/${tenant.id}/invitations`, asked, ada)),
    );
    const seats = Map.groupBy(invited, answer);
    expect(seats.get(201)).toHaveLength(1);
    expect(seats.get('409 TOO_MANY_MEMBERS')).toHaveLength(49);
  });

  it('keep an owner, whoever leaves', async () => {
    const ada = await service.person();
    const tenant = await makeTenant(ada);
    const self = `${url}/${tenant.id}/members/${ada.user.id}`;
    expect(answer(await http().delete(self, ada))).toBe('409 LAST_OWNER');
    expect(answer(await http().patch(self, { roles: ['admin'] }, ada))).toBe('409 LAST_OWNER');
    expect(answer(await http().request('DELETE', '/api/v1/me', { ...ada, body: { password } }))).toBe(
      '409 LAST_OWNER',
    );
    const bob = await member(ada, tenant.id, 'owner');
    const answers = await Promise.all([
      http().delete(self, ada),
      http().delete(`${url}/${tenant.id}/members/${bob.user.id}`, bob),
    ]);
    expect(answers.map(answer).sort()).toEqual([204, '409 LAST_OWNER'].sort());
    const left = answers[0]?.status === 204 ? ada : bob;
    expect(answer(await http().get(`${url}/${tenant.id}`, left))).toBe('404 TENANT_NOT_FOUND');
    expect(answer(await http().request('DELETE', '/api/v1/me', { ...left, body: { password } }))).toBe(204);
  });

  it('have roles of their own, by which nobody hands out what they have not', async () => {
    const ada = await service.person();
    const tenant = await makeTenant(ada);
    const roles = `${url}/${tenant.id}/roles`;
    const make = async (who: SignedIn, body: object) => answer(await http().post(roles, body, who));
    expect(await make(ada, { name: 'inviter', permissions: ['members:write', 'posts:write'] })).toBe(201);
    expect(await make(ada, { name: 'inviter', permissions: [] })).toBe('409 ROLE_TAKEN');
    expect(await make(ada, { name: 'owner', permissions: [] })).toBe('409 BUILT_IN');
    expect(await make(ada, { name: 'moderator', permissions: [] })).toBe('409 BUILT_IN');
    expect(await make(ada, { name: 'odd', permissions: ['tenant:own'] })).toBe('422 VALIDATION_ERROR');
    expect(await make(ada, { name: 'maker', permissions: ['roles:write'] })).toBe(201);

    const bob = await member(ada, tenant.id, 'inviter');
    const eve = await member(ada, tenant.id, 'maker');
    const of = (who: SignedIn) => `${url}/${tenant.id}/members/${who.user.id}`;
    expect(await make(bob, { name: 'another', permissions: [] })).toBe('403 FORBIDDEN');
    expect(await make(eve, { name: 'another', permissions: ['members:write'] })).toBe('403 FORBIDDEN');
    expect(answer(await http().patch(`${roles}/maker`, { permissions: ['tenant:write'] }, eve))).toBe(
      '403 FORBIDDEN',
    );
    for (const given of ['owner', 'admin', 'maker']) {
      expect(answer(await http().patch(of(bob), { roles: [given] }, bob))).toBe('403 FORBIDDEN');
      const asked = { email: 'somebody@example.com', roles: [given] };
      expect(answer(await http().post(`${url}/${tenant.id}/invitations`, asked, bob))).toBe('403 FORBIDDEN');
    }
    expect(answer(await http().patch(of(ada), { roles: ['member'] }, bob))).toBe('403 FORBIDDEN');
    expect(answer(await http().delete(of(eve), bob))).toBe('403 FORBIDDEN');
    expect(answer(await http().patch(of(eve), { roles: ['nothing'] }, ada))).toBe('422 VALIDATION_ERROR');

    expect(answer(await http().delete(`${roles}/inviter`, ada))).toBe('409 ROLE_IN_USE');
    const changed = await http().patch(`${roles}/inviter`, { permissions: [], description: 'No more' }, ada);
    expect(changed.data).toMatchObject({ permissions: [], description: 'No more', isBuiltIn: false });
    expect(answer(await http().delete(of(eve), bob))).toBe('403 FORBIDDEN');
    expect((await http().patch(of(bob), { roles: ['member'] }, ada)).data.roles).toEqual(['member']);
    expect(answer(await http().delete(`${roles}/inviter`, ada))).toBe(204);
    expect(answer(await http().delete(`${roles}/inviter`, ada))).toBe('404 ROLE_NOT_FOUND');
    expect(answer(await http().patch(`${roles}/admin`, { permissions: [] }, ada))).toBe('409 BUILT_IN');
    const listed = await http().get(roles, bob);
    expect(listed.data.map((role: { name: string }) => role.name)).toEqual([
      'owner',
      'admin',
      'member',
      'maker',
    ]);

    const admin = bob;
    expect(answer(await http().patch(of(bob), { roles: ['admin'] }, ada))).toBe(200);
    expect(answer(await http().patch(of(bob), { roles: ['owner'] }, admin))).toBe('403 FORBIDDEN');
    expect(answer(await http().patch(of(ada), { roles: ['member'] }, admin))).toBe('403 FORBIDDEN');
    expect(
      answer(
        await http().request('DELETE', `${url}/${tenant.id}`, { ...admin, body: { slug: tenant.slug } }),
      ),
    ).toBe('403 FORBIDDEN');
    expect(answer(await http().get(`${url}/${tenant.id}/export`, admin))).toBe('403 FORBIDDEN');
  });

  it('are nothing to those who do not belong to them: every id swapped changes nothing', async () => {
    const [ada, eve] = [await service.person(), await service.person()];
    const [hers, theirs] = [await makeTenant(ada), await makeTenant(eve)];
    const bob = await member(ada, hers.id);
    await http().post(`${url}/${hers.id}/roles`, { name: 'editor', permissions: ['posts:write'] }, ada);
    const { id: iid } = await invite(ada, hers.id, 'invited-once@example.com');
    const stateOf = async () =>
      JSON.stringify((await http().get(`${url}/${hers.id}/export`, ada)).data).replace(
        /"exportedAt":"[^"]*"/,
        '',
      );
    const before = await stateOf();
    const requests: readonly [string, string, object?][] = [
      ['GET', ''],
      ['PATCH', '', { name: 'Taken' }],
      ['DELETE', '', { slug: hers.slug }],
      ['GET', '/export'],
      ['GET', '/members'],
      ['PATCH', `/members/${bob.user.id}`, { roles: ['member'] }],
      ['DELETE', `/members/${bob.user.id}`],
      ['DELETE', `/members/${eve.user.id}`],
      ['GET', '/invitations'],
      ['POST', '/invitations', { email: eve.user.email, roles: ['owner'] }],
      ['DELETE', `/invitations/${iid}`],
      ['GET', '/roles'],
      ['POST', '/roles', { name: 'mine', permissions: [] }],
      ['PATCH', '/roles/editor', { permissions: [] }],
      ['DELETE', '/roles/editor'],
    ];
    const root = await service.root();
    for (const [method, path, body] of requests) {
      for (const who of [eve, root]) {
        const options = { token: who.token, ...(body && { body }) };
        const sent = await http().request(method, `${url}/${hers.id}${path}`, options);
        expect([method, path, answer(sent)]).toEqual([method, path, '404 TENANT_NOT_FOUND']);
      }
      const none = await http().request(method, `${url}/${nobodys}${path}`, {
        token: ada.token,
        ...(body && { body }),
      });
      expect(answer(none)).toBe('404 TENANT_NOT_FOUND');
    }
    const within = (path: string) => `${url}/${theirs.id}${path}`;
    const patched = await http().patch(within(`/members/${bob.user.id}`), { roles: ['member'] }, eve);
    expect(answer(patched)).toBe('404 MEMBER_NOT_FOUND');
    expect(answer(await http().delete(within(`/members/${ada.user.id}`), eve))).toBe('404 MEMBER_NOT_FOUND');
    expect(answer(await http().delete(within(`/invitations/${iid}`), eve))).toBe('404 INVITATION_NOT_FOUND');
    expect(answer(await http().delete(within('/roles/editor'), eve))).toBe('404 ROLE_NOT_FOUND');
    expect(answer(await http().patch(within('/roles/editor'), { permissions: [] }, eve))).toBe(
      '404 ROLE_NOT_FOUND',
    );
    const foreign = { email: 'x@example.com', roles: ['editor'] };
    expect(answer(await http().post(within('/invitations'), foreign, eve))).toBe('422 VALIDATION_ERROR');
    expect(await stateOf()).toBe(before);
  });

  it('are named by path, header or token, which have to agree', async () => {
    const [ada, eve] = [await service.person(), await service.person()];
    const [hers, theirs] = [await makeTenant(ada), await makeTenant(eve)];
    const [tokens, none] = [await tokenFor(ada, hers.id), await tokenFor(ada, theirs.id)];
    expect(answer(none)).toBe('404 TENANT_NOT_FOUND');
    const claims = JSON.parse(Buffer.from(tokens.data.accessToken.split('.')[1], 'base64url').toString());
    expect(claims).toMatchObject({ tid: hers.id, tenant_roles: ['owner'] });
    const token: string = tokens.data.accessToken;
    const me = (headers: Record<string, string>, as = ada.token) =>
      http().get('/api/v1/me', { token: as, headers });
    expect(answer(await me({ 'x-tenant-id': hers.id.toUpperCase() }))).toBe(200);
    expect(answer(await me({ 'x-tenant-id': 'hers' }))).toBe('400 BAD_REQUEST');
    expect(answer(await me({ 'x-tenant-id': theirs.id }))).toBe('404 TENANT_NOT_FOUND');
    expect(answer(await me({ 'x-tenant-id': hers.id }, token))).toBe(200);
    expect(answer(await me({ 'x-tenant-id': theirs.id }, token))).toBe('400 BAD_REQUEST');
    expect(answer(await http().get(`${url}/${hers.id}`, { token }))).toBe(200);
    expect(answer(await http().get(`${url}/${theirs.id}`, { token }))).toBe('400 BAD_REQUEST');
    const second = await makeTenant(ada);
    for (const other of [theirs.id, second.id, nobodys]) {
      const headers = { 'x-tenant-id': other };
      const path = `${url}/${hers.id}/members`;
      expect(answer(await http().get(path, { token: ada.token, headers }))).toBe('400 BAD_REQUEST');
    }
    const same = { token: ada.token, headers: { 'x-tenant-id': hers.id } };
    expect(answer(await http().get(`${url}/${hers.id}/members`, same))).toBe(200);
    const stepped = await http().post('/api/v1/auth/step-up', { password }, { token });
    const kept = JSON.parse(Buffer.from(stepped.data.accessToken.split('.')[1], 'base64url').toString());
    expect(kept).toMatchObject({ tid: hers.id, tenant_roles: ['owner'] });

    const bob = await member(ada, hers.id);
    const { data } = await tokenFor(bob, hers.id);
    expect(answer(await me({}, data.accessToken))).toBe(200);
    await http().delete(`${url}/${hers.id}/members/${bob.user.id}`, ada);
    expect(answer(await me({}, data.accessToken))).toBe('404 TENANT_NOT_FOUND');
  });

  it('do not spend a refresh token that asks for one of others', async () => {
    const ada = await service.person();
    const { id } = await makeTenant(ada);
    const refresh = (refreshToken: string, tenantId: string) =>
      http().post('/api/v1/auth/refresh', { refreshToken, tenantId });
    expect(answer(await refresh(ada.refreshToken, nobodys))).toBe('404 TENANT_NOT_FOUND');
    expect(answer(await refresh(ada.refreshToken, 'nothing'))).toBe('422 VALIDATION_ERROR');
    const first = await refresh(ada.refreshToken, id);
    expect(first.status).toBe(200);
    const repeated = await refresh(ada.refreshToken, id);
    expect(repeated.data.refreshToken).toBe(first.data.refreshToken);
    expect(answer(await refresh(first.data.refreshToken, id))).toBe(200);
    expect(answer(await refresh(ada.refreshToken, nobodys))).toBe('401 REFRESH_TOKEN_REUSED');
  });

  it('go when an owner says so, for everybody at once, and their rows later', async () => {
    const ada = await service.person();
    const tenant = await makeTenant(ada);
    const bob = await member(ada, tenant.id);
    const { token } = await invite(ada, tenant.id, 'too-late@example.com');
    const { data } = await tokenFor(bob, tenant.id);
    expect(answer(await http().get(`${url}/${tenant.id}`, bob))).toBe(200);
    const remove = (slug: string) =>
      http().request('DELETE', `${url}/${tenant.id}`, { ...ada, body: { slug } });
    expect(answer(await remove('another'))).toBe('422 VALIDATION_ERROR');
    expect(answer(await remove(tenant.slug))).toBe(202);
    for (const who of [ada, bob]) {
      expect(answer(await http().get(`${url}/${tenant.id}`, who))).toBe('404 TENANT_NOT_FOUND');
      expect((await http().get(url, who)).data).toEqual([]);
    }
    expect(answer(await http().get('/api/v1/me', { token: data.accessToken }))).toBe('404 TENANT_NOT_FOUND');
    expect(answer(await accept(bob, token))).toBe('401 TOKEN_INVALID');
    expect(answer(await http().post(url, { name: 'Again', slug: tenant.slug }, ada))).toBe('409 SLUG_TAKEN');

    const rows = () => countOf(service.database, 'tenants WHERE id = $1', [tenant.id]);
    const jobs = await service.service.container.get(contributed.jobs);
    const job = jobs.find((each) => each.job.name === 'tenants.remove-deleted');
    const run = { id: 'once', payload: {}, attempt: 1, signal: new AbortController().signal };
    await job?.handle(run);
    expect(await rows()).toBe(1);
    await sql(`UPDATE tenants SET deleted_at = deleted_at - interval '31 days' WHERE id = '${tenant.id}'`);
    await job?.handle(run);
    expect(await rows()).toBe(0);
    expect(await countOf(service.database, 'user_tenants WHERE tenant = $1', [tenant.id])).toBe(0);
    expect((await http().post(url, { name: 'Again', slug: tenant.slug }, ada)).status).toBe(201);
  });

  it('are in what somebody takes along, and in the audit log', async () => {
    const ada = await service.person();
    const tenant = await makeTenant(ada);
    const exported = await http().get('/api/v1/me/export', ada);
    expect(exported.data.tenants ?? exported.body.tenants).toMatchObject([
      { id: tenant.id, slug: tenant.slug, roles: ['owner'] },
    ]);
    await service.drainEvents();
    const { data } = await http().get(`/api/v1/audit?actor=${ada.user.id}`, await service.root());
    const actions = data.map((entry: { action: string }) => entry.action);
    expect(actions).toEqual(expect.arrayContaining(['tenant.created', 'member.joined']));
  });

  it('do not mix in a thousand requests on two connections', async () => {
    const people = await Promise.all(Array.from({ length: 4 }, () => service.person()));
    const tenants = await Promise.all(people.map((who) => makeTenant(who)));
    await Promise.all(
      Array.from({ length: 1_000 }, async (_, index) => {
        const who = people[index % 4] as SignedIn;
        const tenant = tenants[(index >> 2) % 4] as { id: string };
        const path = ['', '/members', '/roles', '/invitations'][(index >> 4) % 4];
        const { status, data } = await http().get(`${url}/${tenant.id}${path}`, who);
        const isOwn = index % 4 === (index >> 2) % 4;
        expect(status).toBe(isOwn ? 200 : 404);
        if (isOwn && path === '/members') expect(data).toMatchObject([{ userId: who.user.id }]);
        if (isOwn && path === '') expect(data.id).toBe(tenant.id);
      }),
    );
  });
});

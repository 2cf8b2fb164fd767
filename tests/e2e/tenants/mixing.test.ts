import { randomUUID } from 'node:crypto';
import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import type { SignedIn } from '#testing/e2e-service.js';
import { Mailroom } from '../../support/mailroom.js';
import { onEveryDatabase } from '../contract/support/gatehouse.js';
import { outcome } from '../contract/support/shapes.js';

const mailroom = new Mailroom();

describe('what is of one tenant does not get into another, nor into the house', () => {
  onEveryDatabase(
    (service) => {
      const call = (method: string, path: string, token: string, body?: object, headers = {}) =>
        service().http.request(method, `/api/v1${path}`, { token, headers, ...(body && { body }) });
      const aTenant = async (owner: SignedIn) => {
        const { data } = await call('POST', '/tenants', owner.token, { name: `T ${randomUUID()}` });
        return { id: data.id as string, path: `/tenants/${data.id}`, about: { 'x-tenant-id': data.id } };
      };
      const joined = async (path: string, owner: SignedIn, roles: readonly string[]) => {
        const guest = await service().verify(await service().person());
        await call('POST', `${path}/invitations`, owner.token, { email: guest.user.email, roles });
        const invitation = { token: mailroom.token(guest.user.email, 'invitation') };
        expect((await call('POST', '/invitations/accept', guest.token, invitation)).status).toBe(200);
        return guest;
      };
      const namesIn = async (list: string, token: string, headers = {}) =>
        (await call('GET', list, token, undefined, headers)).data.map(({ name }: { name: string }) => name);

      it('by an Idempotency-Key, which has no answer of the one for the other', async () => {
        const owner = await service().person();
        const [one, other] = [await aTenant(owner), await aTenant(owner)];
        const { token } = owner;
        const role = { name: 'editor', permissions: [] };
        const program = { name: 'Import', permissions: [] };
        const key = { 'idempotency-key': randomUUID() };
        const reused = [422, 'IDEMPOTENCY_KEY_REUSED'];

        // Named by the path.
        expect((await call('POST', `${one.path}/roles`, token, role, key)).status).toBe(201);
        expect(outcome(await call('POST', `${other.path}/roles`, token, role, key))).toEqual(reused);
        expect(await namesIn(`${other.path}/roles`, token)).not.toContain('editor');
        // By a header alone, with the same body on the same route.
        const send = (headers: object) =>
          call('POST', '/service-accounts', token, program, { ...key, ...headers });
        const first = await send(one.about);
        expect([first.status, first.data.tenantId]).toEqual([201, one.id]);
        expect(outcome(await send(other.about))).toEqual(reused);
        expect(await namesIn('/service-accounts', token, other.about)).toEqual([]);
        const again = await send(one.about);
        expect([again.headers.get('idempotency-replayed'), again.data.id]).toEqual(['true', first.data.id]);
        // By the token.
        const tokens = await service().http.post('/api/v1/auth/refresh', {
          refreshToken: owner.refreshToken,
          tenantId: other.id,
        });
        const withTid = tokens.data.accessToken;
        expect(outcome(await call('POST', '/service-accounts', withTid, program, key))).toEqual(reused);
      });

      it('by a cursor, which leads to none but those of the tenant that is asked', async () => {
        const owner = await service().person();
        const [one, other] = [await aTenant(owner), await aTenant(owner)];
        const { token } = owner;
        for (const { id, path } of [one, other]) {
          await joined(path, owner, ['member']);
          for (const name of ['first', 'second', 'third']) {
            await call('POST', '/service-accounts', token, {
              name: `${name} of ${id}`,
              permissions: [],
              tenantId: id,
            });
            const email = `${name}-${id}@example.org`;
            await call('POST', `${path}/invitations`, token, { email, roles: ['member'] });
          }
        }
        type Page = { readonly list: string; readonly headers?: object };
        const pageOf = async ({ list, headers = {} }: Page, limit: number, cursor: string) =>
          (await call('GET', `${list}?limit=${limit}&cursor=${cursor}`, token, undefined, headers)).body;
        const idOf = (item: { id?: string; userId?: string }) => item.userId ?? item.id;
        const lists = (tenant: typeof one): readonly Page[] => [
          { list: `${tenant.path}/members` },
          { list: `${tenant.path}/invitations` },
          { list: '/service-accounts', headers: tenant.about },
        ];
        for (const [index, page] of lists(one).entries()) {
          const foreign = lists(other)[index] as Page;
          const { meta } = await pageOf(page, 1, '');
          expect(meta.nextCursor).toEqual(expect.any(String));
          const theirs = (await pageOf(foreign, 100, '')).data.map(idOf);
          const { data } = await pageOf(foreign, 100, meta.nextCursor);
          const strange = data.map(idOf).filter((id: string) => !theirs.includes(id));
          expect([page.list, strange]).toEqual([page.list, []]);
        }
      });

      it('by the name of a role, which is one thing in the house and another in a tenant', async () => {
        const root = await service().root();
        const owner = await service().person();
        const { id, path } = await aTenant(owner);
        const inHouse = { name: 'editor', permissions: ['roles:write', 'users:read'] };
        const inTenant = { name: 'editor', permissions: ['members:write'] };
        expect((await call('POST', '/roles', root.token, inHouse)).status).toBe(201);
        expect((await call('POST', `${path}/roles`, owner.token, inTenant)).status).toBe(201);
        const guest = await joined(path, owner, ['editor']);
        const invitation = { email: 'x@example.org', roles: ['member'] };

        // That of the tenant grants nothing in the house, and is no role of the house.
        expect((await call('GET', '/me', guest.token)).data.roles).toEqual(['user']);
        expect(outcome(await call('GET', '/users', guest.token))).toEqual([403, 'FORBIDDEN']);
        expect(outcome(await call('POST', '/roles', guest.token, { name: 'more', permissions: [] }))).toEqual(
          [403, 'FORBIDDEN'],
        );
        const role = { name: 'more', permissions: [] };
        expect(outcome(await call('POST', `${path}/roles`, guest.token, role))).toEqual([403, 'FORBIDDEN']);
        expect((await call('POST', `${path}/invitations`, guest.token, invitation)).status).toBe(201);
        const { data } = await service().http.post('/api/v1/auth/refresh', {
          refreshToken: guest.refreshToken,
          tenantId: id,
        });
        expect(decodeJwt(data.accessToken)).toMatchObject({
          roles: ['user'],
          tid: id,
          tenant_roles: ['editor'],
        });
        expect(outcome(await call('GET', '/users', data.accessToken))).toEqual([403, 'FORBIDDEN']);

        // That of the house grants nothing in the tenant.
        const member = await joined(path, owner, ['member']);
        await call('PATCH', `/users/${member.user.id}`, root.token, { roles: ['editor'] });
        const holder = await service().logIn(member.user.email);
        expect((await call('GET', '/users', holder.token)).status).toBe(200);
        expect(outcome(await call('POST', `${path}/roles`, holder.token, role))).toEqual([403, 'FORBIDDEN']);
        expect(outcome(await call('POST', `${path}/invitations`, holder.token, invitation))).toEqual([
          403,
          'FORBIDDEN',
        ]);

        // Neither changes with the other, nor is in use because the other is.
        await call('PATCH', `${path}/roles/editor`, owner.token, {
          permissions: ['members:write', 'roles:write'],
        });
        expect((await call('GET', '/roles/editor', root.token)).data.permissions).toEqual(
          inHouse.permissions,
        );
        await call('PATCH', '/roles/editor', root.token, { permissions: [] });
        expect((await call('POST', `${path}/roles`, guest.token, { ...role, name: 'made' })).status).toBe(
          201,
        );
        await call('PATCH', `/users/${member.user.id}`, root.token, { roles: ['user'] });
        expect((await call('DELETE', '/roles/editor', root.token)).status).toBe(204);
        expect(outcome(await call('DELETE', `${path}/roles/editor`, owner.token))).toEqual([
          409,
          'ROLE_IN_USE',
        ]);
        expect((await call('POST', `${path}/invitations`, guest.token, invitation)).status).toBe(201);
        const foreign = { email: 'y@example.org', roles: ['founders'] };
        await call('POST', '/roles', root.token, { name: 'founders', permissions: [] });
        expect(outcome(await call('POST', `${path}/invitations`, owner.token, foreign))).toEqual([
          422,
          'VALIDATION_ERROR',
        ]);
        const given = { roles: ['made'] };
        expect(outcome(await call('PATCH', `/users/${guest.user.id}`, root.token, given))).toEqual([
          422,
          'VALIDATION_ERROR',
        ]);
      });
    },
    () => ({
      env: { MAILS_PER_MAILBOX_AND_HOUR: '100', RATE_LIMIT_TENANTS: '0', RATE_LIMIT_INVITATIONS: '0' },
      features: [mailroom.feature],
    }),
  );
});

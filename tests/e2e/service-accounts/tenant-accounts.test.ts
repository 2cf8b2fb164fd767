import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { sessionsTokens } from '#composition/features/sessions.tokens.js';
import type { ApiKeyId, ServiceAccountId, TenantId } from '#domain/shared/ids.js';
import type { SignedIn } from '#testing/e2e-service.js';
import { execute } from '#testing/execute.js';
import { Mailroom } from '../../support/mailroom.js';
import { onEveryDatabase } from '../contract/support/gatehouse.js';
import { outcome } from '../contract/support/shapes.js';

const all = ['members:write', 'roles:write', 'service_accounts:write'];
const mailroom = new Mailroom();
const notFound = [404, 'SERVICE_ACCOUNT_NOT_FOUND'];

describe('the service accounts of a tenant', () => {
  onEveryDatabase(
    (service) => {
      const call = (method: string, path: string, token: string, body?: object, headers = {}) =>
        service().http.request(method, `/api/v1${path}`, { token, headers, ...(body && { body }) });
      const about = (tenantId: string) => ({ 'x-tenant-id': tenantId });
      const aTenant = async (owner?: SignedIn) => {
        const person = owner ?? (await service().person());
        const { data } = await call('POST', '/tenants', person.token, { name: `Of ${person.user.username}` });
        return { ...person, tenantId: data.id as string, tenant: `/tenants/${data.id}` };
      };
      const anAccount = async (token: string, tenantId: string, permissions: readonly string[] = all) => {
        const reply = await call('POST', '/service-accounts', token, { name: 'P', permissions, tenantId });
        expect(reply.status).toBe(201);
        return { ...reply.data, path: `/service-accounts/${reply.data.id}` };
      };
      const aKey = async (token: string, path: string) =>
        (await call('POST', `${path}/keys`, token, { name: 'CI' })).data.key as string;
      const aProgram = async (permissions: readonly string[] = all) => {
        const owner = await aTenant();
        const account = await anAccount(owner.token, owner.tenantId, permissions);
        return { ...owner, account, key: await aKey(owner.token, account.path) };
      };
      const join = async (tenant: string, token: string, roles: readonly string[]) => {
        const guest = await service().verify(await service().person());
        const { email } = guest.user;
        await call('POST', `${tenant}/invitations`, token, { email, roles });
        const invitation = { token: mailroom.token(email, 'invitation') };
        expect((await call('POST', '/invitations/accept', guest.token, invitation)).status).toBe(200);
        return guest;
      };

      it('are made, listed, changed and deleted by who may in it, with their keys', async () => {
        const { token, tenantId } = await aTenant();
        const { id, path, ...made } = await anAccount(token, tenantId, ['members:write', 'posts:write']);
        expect(made).toMatchObject({ tenantId, permissions: ['members:write', 'posts:write'] });
        const list = async (headers: object) => call('GET', '/service-accounts', token, undefined, headers);
        expect((await list(about(tenantId))).data.map((one: { id: string }) => one.id)).toEqual([id]);
        expect(outcome(await list({}))).toEqual([403, 'FORBIDDEN']);
        expect((await call('GET', path, token)).data.id).toBe(id);
        expect((await call('PATCH', path, token, { name: 'Q' })).data.name).toBe('Q');
        const key = await call('POST', `${path}/keys`, token, { name: 'CI' });
        const keyPath = `${path}/keys/${key.data.id}`;
        expect((await call('POST', `${keyPath}/rotate`, token, { overlapSeconds: 0 })).status).toBe(201);
        expect((await call('GET', `${path}/keys`, token)).data).toHaveLength(2);
        expect((await call('DELETE', keyPath, token)).status).toBe(204);
        expect((await call('DELETE', path, token)).status).toBe(204);
        await service().drainEvents();
        const told = await execute(
          service().database.adminUrl,
          `SELECT name FROM events WHERE payload ->> 'tenantId' = '${tenantId}' AND name ~ '^(service_account|api_key)' ORDER BY position`,
        );
        expect(told.map(({ name }) => name)).toEqual([
          'service_account.created',
          'service_account.changed',
          ...['api_key.created', 'api_key.created', 'api_key.rotated', 'api_key.revoked'],
          'service_account.deleted',
        ]);
        expect(outcome(await call('GET', path, token, undefined, about(tenantId)))).toEqual(notFound);
      });

      it('are not there for others: owners of other tenants, and administrators of the house', async () => {
        const { account, tenantId } = await aProgram();
        const other = await aTenant();
        const { token: admin } = await service().root();
        const asks = [
          ['GET', account.path],
          ['PATCH', account.path, { permissions: [] }],
          ['DELETE', account.path],
          ['GET', `${account.path}/keys`],
          ['POST', `${account.path}/keys`, { name: 'Theirs' }],
        ] as const;
        for (const [method, path, body] of asks) {
          expect(outcome(await call(method, path, other.token, body))).toEqual([
            404,
            'SERVICE_ACCOUNT_NOT_FOUND',
          ]);
          const inTheirs = await call(method, path, other.token, body, about(other.tenantId));
          expect(outcome(inTheirs)).toEqual(notFound);
          expect(outcome(await call(method, path, admin, body))).toEqual(notFound);
        }
        const wanted = { name: 'P', permissions: [], tenantId };
        for (const token of [other.token, admin]) {
          expect(outcome(await call('POST', '/service-accounts', token, wanted))).toEqual([
            404,
            'TENANT_NOT_FOUND',
          ]);
        }
        const listed = await call('GET', '/service-accounts?limit=100', admin);
        expect(listed.data.filter((one: { tenantId: unknown }) => one.tenantId !== null)).toEqual([]);
      });

      it('are kept apart by the database, with their keys, which an account of the house has none of there', async () => {
        const [ours, theirs] = [await aProgram(), await aProgram()];
        const { token: admin } = await service().root();
        const house = await call('POST', '/service-accounts', admin, { name: 'H', permissions: [] });
        await aKey(admin, `/service-accounts/${house.data.id}`);
        await call('POST', '/me/keys', ours.token, { name: 'Laptop', permissions: [] });
        const inScope = (tenantId: string, sql: string) =>
          execute(
            service().database.url,
            `SELECT set_config('gatehouse.tenant_id', '${tenantId}', true); ${sql}`,
          );
        for (const { tenantId, account } of [ours, theirs]) {
          expect(await inScope(tenantId, 'SELECT id FROM service_accounts')).toEqual([{ id: account.id }]);
          const keys = await inScope(tenantId, 'SELECT service_account_id AS id FROM api_keys');
          expect(keys).toEqual([{ id: account.id }]);
        }
        const { id } = theirs.account;
        const stolen = 'UPDATE service_accounts SET permissions = permissions RETURNING id';
        expect(await inScope(ours.tenantId, stolen)).toEqual([{ id: ours.account.id }]);
        expect(
          await inScope(ours.tenantId, `DELETE FROM service_accounts WHERE id = '${id}' RETURNING id`),
        ).toEqual([]);
        const moved = `UPDATE service_accounts SET tenant_id = '${theirs.tenantId}'`;
        await expect(inScope(ours.tenantId, moved)).rejects.toThrow('row-level security');
      });

      it('get no more than their makers have in it, and nothing that is of the house or of owners', async () => {
        const { token, tenant, tenantId } = await aTenant();
        const role = { name: 'machinist', permissions: ['service_accounts:write', 'posts:write'] };
        expect((await call('POST', `${tenant}/roles`, token, role)).status).toBe(201);
        const machinist = await join(tenant, token, ['machinist']);
        const account = await anAccount(machinist.token, tenantId, ['posts:write']);
        const wanted = { name: 'P', permissions: ['members:write'], tenantId };
        const forbidden = [403, 'FORBIDDEN'];
        expect(outcome(await call('POST', '/service-accounts', machinist.token, wanted))).toEqual(forbidden);
        const more = { permissions: ['members:write'] };
        expect(outcome(await call('PATCH', account.path, machinist.token, more))).toEqual(forbidden);
        const stronger = await anAccount(token, tenantId);
        const keyOf = await call('POST', `${stronger.path}/keys`, machinist.token, { name: 'K' });
        expect(outcome(keyOf)).toEqual(forbidden);
        for (const permissions of [['users:read'], ['tenant:own'], ['nonsense']]) {
          const reply = await call('POST', '/service-accounts', token, { name: 'P', permissions, tenantId });
          expect([permissions, ...outcome(reply)]).toEqual([permissions, 422, 'VALIDATION_ERROR']);
        }
        const plain = await join(tenant, token, ['member']);
        const theirs = { name: 'P', permissions: [], tenantId };
        expect(outcome(await call('POST', '/service-accounts', plain.token, theirs))).toEqual(forbidden);
      });

      it('are so many at most', async () => {
        const { token, tenantId } = await aTenant();
        for (const _ of [1, 2, 3]) await anAccount(token, tenantId, []);
        const wanted = { name: 'P', permissions: [], tenantId };
        expect(outcome(await call('POST', '/service-accounts', token, wanted))).toEqual([
          409,
          'TOO_MANY_SERVICE_ACCOUNTS',
        ]);
      });

      it('act in it with their keys, as far as their permissions go', async () => {
        const { key, tenant, token, account, user, tenantId } = await aProgram();
        for (const path of [tenant, `${tenant}/members`, `${tenant}/roles`, `${tenant}/invitations`]) {
          expect([path, (await call('GET', path, key)).status]).toEqual([path, 200]);
        }
        const invited = { email: `${account.id}@example.com`, roles: ['member'] };
        const invitation = await call('POST', `${tenant}/invitations`, key, invited);
        expect([invitation.status, invitation.data.invitedBy]).toEqual([201, account.id]);
        for (const roles of [['owner'], ['admin']]) {
          const more = await call('POST', `${tenant}/invitations`, key, { ...invited, roles });
          expect(outcome(more)).toEqual([403, 'FORBIDDEN']);
        }
        expect(outcome(await call('DELETE', `${tenant}/members/${user.id}`, key))).toEqual([
          403,
          'FORBIDDEN',
        ]);
        const role = { name: 'helper', permissions: ['members:write'] };
        expect((await call('POST', `${tenant}/roles`, key, role)).status).toBe(201);
        const beyond = { name: 'helper2', permissions: ['tenant:write'] };
        expect(outcome(await call('POST', `${tenant}/roles`, key, beyond))).toEqual([403, 'FORBIDDEN']);
        expect(outcome(await call('PATCH', tenant, key, { name: 'N' }))).toEqual([403, 'FORBIDDEN']);
        const sibling = await call('POST', '/service-accounts', key, { name: 'S', permissions: [] });
        expect([sibling.status, sibling.data.tenantId]).toEqual([201, tenantId]);
        await call('PATCH', account.path, token, { permissions: [] });
        expect(outcome(await call('POST', `${tenant}/invitations`, key, invited))).toEqual([
          403,
          'FORBIDDEN',
        ]);
      });

      it('do nothing outside of it', async () => {
        const { key, tenantId, user } = await aProgram();
        const other = await aTenant();
        const { token: admin } = await service().root();
        const houses = await call('POST', '/service-accounts', admin, { name: 'H', permissions: [] });
        for (const [method, path, body] of [
          ['GET', '/users'],
          ['GET', `/users/${user.id}`],
          ['GET', '/roles'],
          ['GET', '/audit'],
          ['GET', '/me'],
          ['GET', '/tenants'],
          ['GET', '/tenants?scope=all'],
          ['POST', '/tenants', { name: 'Mine' }],
          ['POST', '/roles', { name: 'mine', permissions: [] }],
          ['POST', '/permissions', { name: 'a:b', description: 'c' }],
          ['GET', '/webhooks'],
        ] as const) {
          expect([path, ...outcome(await call(method, path, key, body))]).toEqual([path, 403, 'FORBIDDEN']);
        }
        expect(outcome(await call('GET', `/service-accounts/${houses.data.id}`, key))).toEqual(notFound);
        expect(outcome(await call('GET', other.tenant, key))).toEqual([400, 'BAD_REQUEST']);
        const named = await call('GET', '/service-accounts', key, undefined, about(other.tenantId));
        expect(outcome(named)).toEqual([400, 'BAD_REQUEST']);
        const own = await call('GET', '/service-accounts', key, undefined, about(tenantId));
        expect(own.status).toBe(200);
      });

      it('get tokens for it alone, which are as good as their keys', async () => {
        const { key, tenant, tenantId, account, token } = await aProgram();
        const other = await aTenant();
        const foreign = await call('POST', '/auth/token', key, { tenantId: other.tenantId });
        expect(outcome(foreign)).toEqual([404, 'TENANT_NOT_FOUND']);
        for (const body of [undefined, { tenantId }]) {
          const { accessToken } = (await call('POST', '/auth/token', key, body)).data;
          expect(decodeJwt(accessToken)).toMatchObject({
            sub: account.id,
            tid: tenantId,
            tenant_roles: [],
            permissions: all,
          });
          expect((await call('GET', `${tenant}/invitations`, accessToken)).status).toBe(200);
          expect(outcome(await call('GET', other.tenant, accessToken))).toEqual([400, 'BAD_REQUEST']);
          expect(outcome(await call('GET', '/users', accessToken))).toEqual([403, 'FORBIDDEN']);
        }
        const minted = (await call('POST', '/auth/token', key)).data.accessToken;
        const tokens = await service().service.container.get(sessionsTokens.accessTokens);
        const signed = (id: string | null) => {
          const { sub, key_id: keyId } = decodeJwt(minted) as { sub: ServiceAccountId; key_id: ApiKeyId };
          const own = id === null ? null : { id: id as TenantId, roles: [] };
          const subject = { kind: 'key', ownerId: sub, keyId, roles: [], tenant: own } as const;
          return tokens.sign(subject, new Date(Date.now() + 60_000));
        };
        for (const id of [null, other.tenantId]) {
          const { token: mixed } = await signed(id);
          for (const path of [tenant, other.tenant]) {
            expect(outcome(await call('GET', path, mixed))).toEqual([401, 'UNAUTHENTICATED']);
          }
        }
        expect((await call('GET', tenant, (await signed(tenantId)).token)).status).toBe(200);
        const { token: admin } = await service().root();
        const house = await call('POST', '/service-accounts', admin, { name: 'H', permissions: [] });
        const houseKey = await aKey(admin, `/service-accounts/${house.data.id}`);
        const reply = await call('POST', '/auth/token', houseKey, { tenantId });
        expect(outcome(reply)).toEqual([404, 'TENANT_NOT_FOUND']);
        const personal = await call('POST', '/me/keys', token, { name: 'Laptop', permissions: [] });
        const mine = await call('POST', '/auth/token', personal.data.key, { tenantId });
        expect(decodeJwt(mine.data.accessToken)).toMatchObject({ tid: tenantId, tenant_roles: [] });
        expect(outcome(await call('GET', other.tenant, mine.data.accessToken))).toEqual([400, 'BAD_REQUEST']);
        expect((await call('GET', tenant, mine.data.accessToken)).status).toBe(200);
      });

      it('stay when who made them goes, and are refused once the tenant is deleted', async () => {
        const { token, tenant, tenantId } = await aTenant();
        const admin = await join(tenant, token, ['admin']);
        const account = await anAccount(admin.token, tenantId);
        const key = await aKey(admin.token, account.path);
        expect((await call('DELETE', `${tenant}/members/${admin.user.id}`, token)).status).toBe(204);
        expect(outcome(await call('GET', account.path, admin.token))).toEqual([403, 'FORBIDDEN']);
        expect((await call('GET', tenant, key)).status).toBe(200);
        const { accessToken } = (await call('POST', '/auth/token', key)).data;
        const { data } = await call('GET', tenant, token);
        expect((await call('DELETE', tenant, token, { slug: data.slug })).status).toBe(202);
        for (const credential of [key, accessToken]) {
          expect(outcome(await call('GET', tenant, credential))).toEqual([401, 'UNAUTHENTICATED']);
        }
        expect(outcome(await call('GET', account.path, token))).toEqual([403, 'FORBIDDEN']);
      });
    },
    () => ({
      env: { SERVICE_ACCOUNTS_PER_TENANT: '3', RATE_LIMIT_TENANTS: '0', RATE_LIMIT_INVITATIONS: '0' },
      features: [mailroom.feature],
    }),
  );
});

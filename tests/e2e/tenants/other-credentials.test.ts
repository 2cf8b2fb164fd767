import { describe, expect, it } from 'vitest';
import type { SignedIn } from '#testing/e2e-service.js';
import { Mailroom } from '../../support/mailroom.js';
import { onEveryDatabase } from '../contract/support/gatehouse.js';
import { outcome } from '../contract/support/shapes.js';

const mailroom = new Mailroom();
const withMailroom = () => ({ features: [mailroom.feature] });

/** An owner's own session may all of this; what else speaks for them may read, and a key what it was given for. */
describe('a tenant, for what speaks for its owner', () => {
  onEveryDatabase((service) => {
    const call = (method: string, path: string, token: string, body?: object) =>
      service().http.request(method, `/api/v1${path}`, { token, ...(body && { body }) });
    const anOwner = async (who?: SignedIn) => {
      const owner = who ?? (await service().person());
      const { data } = await call('POST', '/tenants', owner.token, { name: `Of ${owner.user.username}` });
      return { ...owner, tenant: `/tenants/${data.id}` };
    };
    const expectReadingAlone = async (tenant: string, id: string, token: string) => {
      expect((await call('GET', tenant, token)).status).toBe(200);
      for (const [method, path, body] of [
        ['PATCH', tenant, { name: 'Taken over' }],
        ['POST', `${tenant}/invitations`, { email: 'thief@example.com', roles: ['owner'] }],
        ['POST', `${tenant}/roles`, { name: 'thief', permissions: ['members:write'] }],
        ['PATCH', `${tenant}/members/${id}`, { roles: ['member'] }],
        ['DELETE', `${tenant}/members/${id}`],
        ['POST', '/tenants', { name: 'Of a thief' }],
      ] as const) {
        expect([method, path, ...outcome(await call(method, path, token, body))]).toEqual([
          method,
          path,
          403,
          'FORBIDDEN',
        ]);
      }
    };

    it('is read with a key of theirs, and not changed', async () => {
      const { token, user, tenant } = await anOwner();
      const key = await call('POST', '/me/keys', token, { name: 'Laptop', permissions: [] });
      await expectReadingAlone(tenant, user.id, key.data.key);
    });

    it('is changed with a key of theirs as far as that goes, which hands out no more than it has', async () => {
      const { token, tenant } = await anOwner(await service().person('admin'));
      const wanted = { name: 'CI', permissions: ['roles:write'] };
      const { key } = (await call('POST', '/me/keys', token, wanted)).data;
      const role = (name: string, permissions: readonly string[]) =>
        call('POST', `${tenant}/roles`, key, { name, permissions });
      expect((await role('plain', ['roles:write'])).status).toBe(201);
      expect(outcome(await role('more', ['members:write']))).toEqual([403, 'FORBIDDEN']);
      expect(outcome(await call('PATCH', tenant, key, { name: 'N' }))).toEqual([403, 'FORBIDDEN']);
    });

    it('is lost to a key with what its owner loses there, and with the membership', async () => {
      const { token, user, tenant } = await anOwner(await service().person('admin'));
      const wanted = { name: 'CI', permissions: ['roles:write'] };
      const { key } = (await call('POST', '/me/keys', token, wanted)).data;
      const addRole = (name: string) =>
        call('POST', `${tenant}/roles`, key, { name, permissions: ['roles:write'] });
      expect((await addRole('before')).status).toBe(201);

      const successor = await service().verify(await service().person());
      const { email } = successor.user;
      await call('POST', `${tenant}/invitations`, token, { email, roles: ['owner'] });
      const invitation = { token: mailroom.token(email, 'invitation') };
      expect((await call('POST', '/invitations/accept', successor.token, invitation)).status).toBe(200);

      const member = `${tenant}/members/${user.id}`;
      expect((await call('PATCH', member, successor.token, { roles: ['member'] })).status).toBe(200);
      expect(outcome(await addRole('demoted'))).toEqual([403, 'FORBIDDEN']);
      expect((await call('GET', tenant, key)).status).toBe(200);
      expect((await call('DELETE', member, successor.token)).status).toBe(204);
      expect(outcome(await addRole('left'))).toEqual([404, 'TENANT_NOT_FOUND']);
      expect(outcome(await call('GET', tenant, key))).toEqual([404, 'TENANT_NOT_FOUND']);
    });

    it('is read by who acts in their place, and not changed', async () => {
      const [{ user, tenant }, admin] = [await anOwner(), await service().person('admin')];
      const reply = await call('POST', `/users/${user.id}/impersonate`, admin.token, {
        reason: 'Ticket 4711',
      });
      await expectReadingAlone(tenant, user.id, reply.data.accessToken);
    });

    it('is not there for a program of the house, whatever that may, by path or by header', async () => {
      const [{ user, tenant }, admin] = [await anOwner(), await service().person('admin')];
      const { data: all } = await call('GET', '/permissions', admin.token);
      const names = all.map(({ name }: { name: string }) => name);
      for (const permissions of [names, []]) {
        const wanted = { name: 'Import', permissions };
        const account = await call('POST', '/service-accounts', admin.token, wanted);
        const made = await call('POST', `/service-accounts/${account.data.id}/keys`, admin.token, {
          name: 'CI',
        });
        const { key } = made.data;
        const exchanged = (await call('POST', '/auth/token', key)).data.accessToken;
        for (const token of [key, exchanged]) {
          for (const [method, path, body] of [
            ['GET', tenant],
            ['PATCH', tenant, { name: 'Taken over' }],
            ['DELETE', tenant, { slug: 'whatever' }],
            ['GET', `${tenant}/export`],
            ['GET', `${tenant}/members`],
            ['DELETE', `${tenant}/members/${user.id}`],
            ['POST', `${tenant}/invitations`, { email: 'thief@example.com', roles: ['owner'] }],
            ['POST', `${tenant}/roles`, { name: 'thief', permissions: [] }],
          ] as const) {
            const said = outcome(await call(method, path, token, body));
            expect([method, path, ...said]).toEqual([method, path, 404, 'TENANT_NOT_FOUND']);
          }
          const headers = { 'x-tenant-id': tenant.replace('/tenants/', '') };
          for (const path of ['/users', '/me', '/service-accounts']) {
            const sent = await service().http.get(`/api/v1${path}`, { token, headers });
            expect([path, ...outcome(sent)]).toEqual([path, 404, 'TENANT_NOT_FOUND']);
          }
        }
      }
      expect(outcome(await service().http.get(`/api/v1${tenant}`))).toEqual([401, 'UNAUTHENTICATED']);
    });
  }, withMailroom);
});

import { describe, expect, it } from 'vitest';
import { contributed } from '#composition/contributions.js';
import { defineFeature } from '#composition/define-feature.js';
import { tenantsTokens } from '#composition/features/tenants.tokens.js';
import { Mailroom } from '../../support/mailroom.js';
import { onEveryDatabase } from '../contract/support/gatehouse.js';
import { outcome } from '../contract/support/shapes.js';

const mailroom = new Mailroom();
/** Of somebody else's feature: what it can reach. */
const counting = defineFeature({
  name: 'counting',
  bind(wiring) {
    wiring.contribute(
      'tenant export section',
      'headCount',
      (members) => ({ name: 'headCount', collect: () => members.count() }),
      [tenantsTokens.members],
    );
  },
});

describe('the export of a tenant', () => {
  onEveryDatabase(
    (service) => {
      const call = async (method: string, path: string, token: string, body?: object) => {
        const reply = await service().http.request(method, `/api/v1${path}`, {
          token,
          ...(body && { body }),
        });
        if (reply.status >= 300) throw new Error(reply.text);
        return reply;
      };
      /** Everything that a tenant may have. */
      const furnished = async (name: string) => {
        const owner = await service().person();
        const { token } = owner;
        const tenant = (await call('POST', '/tenants', token, { name, metadata: { plan: name } })).data;
        const path = `/tenants/${tenant.id}`;
        const role = { name: 'editor', description: `Of ${name}`, permissions: ['posts:write'] };
        await call('POST', `${path}/roles`, token, role);
        const guest = await service().verify(await service().person());
        await call('POST', `${path}/invitations`, token, { email: guest.user.email, roles: ['editor'] });
        const invitation = { token: mailroom.token(guest.user.email, 'invitation') };
        await call('POST', '/invitations/accept', guest.token, invitation);
        const email = `open-at-${name}@example.org`;
        await call('POST', `${path}/invitations`, token, { email, roles: ['member'] });
        const open = mailroom.token(email, 'invitation');
        const wanted = { name: `Import of ${name}`, permissions: ['posts:write'], tenantId: tenant.id };
        const account = (await call('POST', '/service-accounts', token, wanted)).data;
        const key = (await call('POST', `/service-accounts/${account.id}/keys`, token, { name: 'CI' })).data;
        const endpoint = { url: `https://127.0.0.1/${name}`, types: ['member.*'], tenantId: tenant.id };
        const webhook = (await call('POST', '/webhooks', token, endpoint)).data;
        return { owner, guest, tenant, path, role, email, open, account, key, webhook };
      };
      const exported = async (path: string, token: string) =>
        (await call('GET', `${path}/export`, token)).data as Record<string, unknown>;

      it('has what features keep of it, without secrets, and nothing of another one', async () => {
        const [one, other] = [await furnished('north'), await furnished('south')];
        const document = await exported(one.path, one.owner.token);
        const { tenantId: _, ...account } = one.account;
        const { key, ...listedKey } = one.key;
        const { tenantId: _of, secret, ...webhook } = one.webhook;
        expect(document).toEqual({
          exportedAt: expect.stringMatching(/^\d{4}-.*Z$/),
          tenant: one.tenant,
          members: [
            expect.objectContaining({ userId: one.owner.user.id, roles: ['owner'] }),
            expect.objectContaining({ userId: one.guest.user.id, roles: ['editor'] }),
          ],
          invitations: [expect.objectContaining({ email: one.email, roles: ['member'] })],
          roles: [
            ...['owner', 'admin', 'member'].map((name) => expect.objectContaining({ name })),
            expect.objectContaining(one.role),
          ],
          serviceAccounts: [{ ...account, keys: [{ ...listedKey, permissions: undefined }] }],
          webhooks: [webhook],
          headCount: 2,
        });
        const text = JSON.stringify(document);
        for (const hidden of [key, key.slice(26, 69), secret, one.open, 'south', other.tenant.id]) {
          expect(text).not.toContain(hidden);
        }
        expect(text).not.toMatch(/hash|sealed/i);
        const names = (await service().service.container.get(contributed.tenantExportSections)).map(
          ({ name }) => name,
        );
        expect(Object.keys(document).sort()).toEqual(['exportedAt', ...names].sort());
      });

      it('tells that a key has ended, and loses what was deleted', async () => {
        const { owner, path, account, key, webhook } = await furnished('west');
        await call('DELETE', `/service-accounts/${account.id}/keys/${key.id}`, owner.token);
        await call('DELETE', `/webhooks/${webhook.id}`, owner.token);
        const document = await exported(path, owner.token);
        expect(document).toMatchObject({
          serviceAccounts: [{ id: account.id, keys: [{ id: key.id, revokedAt: expect.any(String) }] }],
          webhooks: [],
        });
        await call('DELETE', `/service-accounts/${account.id}`, owner.token);
        expect(await exported(path, owner.token)).toMatchObject({ serviceAccounts: [] });
      });

      it('is for owners alone', async () => {
        const { path, guest, owner } = await furnished('east');
        const ask = (token: string) => service().http.get(`/api/v1${path}/export`, { token });
        expect(outcome(await ask(guest.token))).toEqual([403, 'FORBIDDEN']);
        const admin = await service().root();
        expect(outcome(await ask(admin.token))).toEqual([404, 'TENANT_NOT_FOUND']);
        expect((await ask(owner.token)).status).toBe(200);
      });
    },
    () => ({
      env: { WEBHOOK_ALLOW_PRIVATE: 'true', MAILS_PER_MAILBOX_AND_HOUR: '100' },
      features: [mailroom.feature, counting],
    }),
  );
});

import { expect, it } from 'vitest';
import { webhooksTokens } from '#composition/features/webhooks.tokens.js';
import type { UserId } from '#domain/shared/ids.js';
import { EndpointUrl } from '#domain/webhooks/endpoint-url.js';
import { Webhook, type WebhookId } from '#domain/webhooks/webhook.js';
import { testIds } from '#testing/ids.js';
import { describeOnEveryStore } from '#testing/stores.js';
import { times } from '../fixture.js';

const at = new Date('2026-03-01T12:00:00.123Z');
const later = new Date('2026-03-02T12:00:00.456Z');

function aWebhook() {
  return Webhook.create(
    {
      id: testIds.next() as WebhookId,
      tenantId: null,
      url: EndpointUrl.parse('https://hooks.example.com:8443/a?b=c', false),
      types: ['user.*', 'mfa.factor_added'],
      description: 'Kunden — “all”',
      isActive: true,
      sealedSecret: 'sealed',
      createdBy: testIds.next() as UserId,
    },
    at,
  );
}

describeOnEveryStore('WebhookRepository', {}, (store) => {
  const repository = () => store.get(webhooksTokens.repository);
  const added = async () => {
    const webhook = aWebhook();
    await store.run(async () => (await repository()).add(webhook));
    return webhook;
  };
  const found = async (id: WebhookId) => (await repository()).findById(id);

  it('gives back what it was given, in every field, and as it was changed', async () => {
    const webhook = await added();
    const { id } = webhook.state;
    expect((await found(id))?.state).toEqual(webhook.state);
    webhook.rotateSecret('sealed anew', later);
    const url = EndpointUrl.parse('https://other.example.com/', false);
    webhook.change({ url, types: ['*'], description: null, isActive: false }, later);
    await store.run(async () => (await repository()).save(webhook));
    expect(webhook.state.version).toBe(2);
    expect((await found(id))?.state).toEqual(webhook.state);
    expect((await (await repository()).list()).map((each) => each.state.id)).toContain(id);
    await store.run(async () => (await repository()).remove(webhook));
    expect(await found(id)).toBeNull();
  });

  it('refuses what was changed or removed in the meantime', async () => {
    const webhook = await added();
    const stale = (await found(webhook.state.id)) as Webhook;
    webhook.change({ description: 'first' }, later);
    await store.run(async () => (await repository()).save(webhook));
    stale.change({ description: 'second' }, later);
    const conflict = { code: 'VERSION_CONFLICT' };
    await expect(store.run(async () => (await repository()).save(stale))).rejects.toMatchObject(conflict);
    await expect(store.run(async () => (await repository()).remove(stale))).rejects.toMatchObject(conflict);
    expect((await found(webhook.state.id))?.state.description).toBe('first');
  });

  it('writes in units of work only, and rolls back with them', async () => {
    const webhook = aWebhook();
    await expect((await repository()).add(webhook)).rejects.toThrow(/unit of work/);
    const other = aWebhook();
    const failing = store.run(async () => {
      await (await repository()).add(other);
      throw new Error('not after all');
    });
    await expect(failing).rejects.toThrow('not after all');
    expect(await found(other.state.id)).toBeNull();
  });

  it('counts one after the other, so that nobody outruns a limit', async () => {
    const before = (await (await repository()).list()).length;
    const addUpTo = (limit: number) =>
      store.run(async () => {
        if ((await (await repository()).countLocked()) >= limit) return false;
        await (await repository()).add(aWebhook());
        return true;
      });
    const results = await Promise.all(times(6, () => addUpTo(before + 2)));
    expect(results.filter(Boolean)).toHaveLength(2);
  });
});

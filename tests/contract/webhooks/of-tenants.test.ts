import { expect, it } from 'vitest';
import { systemContext } from '#application/shared/request-context.js';
import type { NewDelivery } from '#application/webhooks/delivery-queue.js';
import { tenantsTokens } from '#composition/features/tenants.tokens.js';
import { webhooksTokens } from '#composition/features/webhooks.tokens.js';
import { platform } from '#composition/platform/platform.tokens.js';
import type { TenantId } from '#domain/shared/ids.js';
import { Tenant } from '#domain/tenants/tenant.js';
import { TenantSlug } from '#domain/tenants/tenant-slug.js';
import { DisplayName } from '#domain/users/display-name.js';
import { EndpointUrl } from '#domain/webhooks/endpoint-url.js';
import { Webhook, type WebhookId } from '#domain/webhooks/webhook.js';
import { aTenantId, nextSerial, testIds } from '#testing/ids.js';
import { describeOnEveryStore } from '#testing/stores.js';

const at = new Date('2026-03-01T12:00:00.123Z');
const lease = 45;

describeOnEveryStore('Webhooks of tenants', {}, (store) => {
  const repository = () => store.get(webhooksTokens.repository);
  const queue = () => store.get(webhooksTokens.queue);
  const directory = () => store.get(webhooksTokens.directory);
  const turns = () => store.get(webhooksTokens.turns);
  const within = <T>(tenantId: TenantId | null, work: () => Promise<T>) =>
    tenantId === null ? store.run(work) : store.scoped(tenantId, work);

  async function aTenant(): Promise<Tenant> {
    const traits = {
      name: DisplayName.parse('Engines'),
      slug: TenantSlug.rehydrate(`hooks-${nextSerial()}`),
    };
    const tenant = Tenant.create({ ...traits, id: aTenantId(), metadata: {} }, at);
    const tenants = await store.get(tenantsTokens.repository);
    await store.run(() => tenants.add(tenant));
    return tenant;
  }
  async function registered(tenantId: TenantId | null) {
    const id = testIds.next() as WebhookId;
    const url = EndpointUrl.parse(`https://hooks.example.com/${id}`, false);
    const given = { id, tenantId, url, types: ['*'], description: null, isActive: true, createdBy: null };
    const webhook = Webhook.create({ ...given, sealedSecret: `sealed ${id}` }, at);
    await within(tenantId, async () => (await repository()).add(webhook));
    return webhook;
  }
  const removeAll = async () => {
    for (const webhook of await (await repository()).list()) await (await repository()).remove(webhook);
  };
  const idsOf = (webhooks: readonly Webhook[]) => webhooks.map(({ state }) => state.id);
  const aDelivery = (webhookId: WebhookId): NewDelivery => ({
    id: testIds.next(),
    webhookId,
    eventId: testIds.next(),
    type: 'member.joined',
    position: 7,
    body: '{}',
    cause: 'event',
  });
  const added = async (tenantId: TenantId | null, delivery: NewDelivery) =>
    within(tenantId, async () => (await queue()).add([delivery]));
  const turnOf = async (id: WebhookId, owner = 'me') =>
    (await (await turns()).claim(owner, lease, 1_000)).find(({ webhookId }) => webhookId === id);

  it('are in the scope of their tenant, and nowhere else', async () => {
    const [one, other] = [(await aTenant()).id, (await aTenant()).id];
    const [ofOne, ofOther, ofService] = [
      await registered(one),
      await registered(other),
      await registered(null),
    ];
    const ids = idsOf([ofOne, ofOther, ofService]);
    const webhooks = await repository();
    for (const [scope, own] of [
      [one, ofOne],
      [other, ofOther],
      [null, ofService],
    ] as const) {
      await within(scope, async () => {
        const listed = idsOf(await webhooks.list()).filter((id) => ids.includes(id));
        expect(listed).toEqual([own.state.id]);
        for (const id of ids) {
          expect((await webhooks.findById(id))?.state).toEqual(id === own.state.id ? own.state : undefined);
        }
        expect(await webhooks.countLocked()).toBe((await webhooks.list()).length);
      });
    }
    const foreign = within(other, () => webhooks.remove(ofOne));
    await expect(foreign).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
    expect(await within(one, () => webhooks.findById(ofOne.state.id))).not.toBeNull();
  });

  it('are listed in the directory, by ids alone, until they are removed', async () => {
    const [{ id: tenantId }, { id: without }] = [await aTenant(), await aTenant()];
    const webhook = await registered(tenantId);
    const known = await directory();
    expect(await known.tenantOf(webhook.state.id)).toBe(tenantId);
    expect(await known.tenantOf((await registered(null)).state.id)).toBeNull();
    expect(await known.among([tenantId, without])).toEqual([tenantId]);
    expect(await known.tenants()).toContain(tenantId);
    await within(tenantId, async () => (await repository()).remove(webhook));
    expect(await known.tenantOf(webhook.state.id)).toBeNull();
    expect(await known.among([tenantId])).toEqual([]);
  });

  it('take turns with all others, and their deliveries are reached in their scope alone', async () => {
    const [one, other] = [(await aTenant()).id, (await aTenant()).id];
    const webhook = (await registered(one)).state.id;
    const delivery = aDelivery(webhook);
    expect(await added(one, delivery)).toBe(1);
    expect(await added(one, { ...delivery, id: testIds.next() })).toBe(0);
    await expect(added(other, aDelivery(webhook))).rejects.toThrow();
    const turn = await turnOf(webhook);
    expect(turn).toMatchObject({ webhookId: webhook, tenantId: one });
    if (turn === undefined) return;
    expect(await turnOf(webhook, 'another')).toBeUndefined();
    const foreign = await (await turns()).next({ ...turn, tenantId: other }, 'me', lease);
    expect(foreign).toBeNull();
    const due = await (await turns()).next(turn, 'me', lease);
    expect(due).toMatchObject({
      id: delivery.id,
      tenantId: one,
      attempt: 1,
      sealedSecret: `sealed ${webhook}`,
    });
    if (due === null) return;
    const desk = await store.get(webhooksTokens.desk);
    const answer = { status: 204, body: '', durationMs: 3, error: null };
    await within(other, async () => (await queue()).settle(due, answer, { state: 'delivered' }));
    expect((await within(one, () => desk.list(webhook, {}, null, 5))).items).toMatchObject([
      { status: 'pending' },
    ]);
    await within(one, async () => (await queue()).settle(due, answer, { state: 'delivered' }));
    expect(await (await turns()).next(turn, 'me', lease)).toBeNull();
    await (await turns()).release(turn, 'me', 0);
    expect((await within(one, () => desk.list(webhook, {}, null, 5))).items).toMatchObject([
      { id: delivery.id, status: 'delivered' },
    ]);
    expect((await within(other, () => desk.list(webhook, {}, null, 5))).items).toEqual([]);
    expect((await desk.list(webhook, {}, null, 5)).items).toEqual([]);
    expect(await within(other, () => desk.redeliver(webhook, delivery.id))).toBe(false);
    expect(await turnOf(webhook)).toBeUndefined();
    expect(await within(one, () => desk.redeliver(webhook, delivery.id))).toBe(true);
    expect(await turnOf(webhook)).toBeDefined();
  });

  it('have a turn again when something is added while they are looked at, or after it was given back', async () => {
    const tenantId = (await aTenant()).id;
    const webhook = (await registered(tenantId)).state.id;
    await added(tenantId, aDelivery(webhook));
    const turn = await turnOf(webhook);
    if (turn === undefined) throw new Error('It was due');
    await added(tenantId, aDelivery(webhook));
    expect(await turnOf(webhook, 'another')).toBeUndefined();
    await (await turns()).release(turn, 'me', 0);
    expect(await turnOf(webhook, 'another')).toBeDefined();
  });

  it('wait while they are not active, and go on when they are', async () => {
    const tenantId = (await aTenant()).id;
    const webhook = await registered(tenantId);
    const saved = (isActive: boolean) =>
      within(tenantId, async () => {
        webhook.change({ isActive }, at);
        await (await repository()).save(webhook);
      });
    await saved(false);
    await added(tenantId, aDelivery(webhook.state.id));
    expect(await turnOf(webhook.state.id)).toBeUndefined();
    await saved(true);
    expect(await turnOf(webhook.state.id)).toBeDefined();
  });

  it('lose what is old, each tenant in its scope', async () => {
    const tenantId = (await aTenant()).id;
    const webhook = (await registered(tenantId)).state.id;
    await added(tenantId, aDelivery(webhook));
    const retention = await store.get(webhooksTokens.retention);
    const desk = await store.get(webhooksTokens.desk);
    const listed = async () => (await within(tenantId, () => desk.list(webhook, {}, null, 5))).items;
    await retention.deleteOverFor(3_600, 1_000);
    expect(await listed()).toHaveLength(1);
    await retention.deleteOverFor(-1, 1_000);
    expect(await listed()).toEqual([]);
  });

  it('are resealed as all others are, in their scope', async () => {
    const tenantId = (await aTenant()).id;
    const webhook = await registered(tenantId);
    const cipher = await store.get(platform.cipher);
    const { id } = webhook.state;
    const sealed = cipher.encrypt('whsec_one', `webhook ${id}`);
    // Those of the tests above hold no secrets that could be opened.
    await within(null, removeAll);
    for (const each of await (await directory()).tenants()) {
      if (each !== tenantId) await within(each, removeAll);
    }
    await within(tenantId, async () => {
      webhook.reseal(() => sealed);
      await (await repository()).save(webhook);
    });
    expect(await (await store.get(webhooksTokens.resealSecrets)).execute(systemContext)).toEqual({
      count: 1,
    });
    const stored = await within(tenantId, async () => (await repository()).findById(id));
    expect(stored?.state.sealedSecret).not.toBe(sealed);
    expect(cipher.decrypt(stored?.state.sealedSecret ?? '', `webhook ${id}`)).toBe('whsec_one');
  });

  it('go with their tenant', async () => {
    const tenant = await aTenant();
    const webhook = (await registered(tenant.id)).state.id;
    const [tenants, retention] = [
      await store.get(tenantsTokens.repository),
      await store.get(tenantsTokens.retention),
    ];
    await store.run(() => tenants.remove(tenant));
    await retention.deleteOverFor(-1, 100);
    expect(await (await directory()).tenantOf(webhook)).toBeNull();
    expect(await within(tenant.id, async () => (await repository()).findById(webhook))).toBeNull();
  });
});

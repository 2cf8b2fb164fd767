import { expect, it } from 'vitest';
import type { DueDelivery, LastAnswer, NewDelivery } from '#application/webhooks/delivery-queue.js';
import { webhooksTokens } from '#composition/features/webhooks.tokens.js';
import { EndpointUrl } from '#domain/webhooks/endpoint-url.js';
import { Webhook, type WebhookId } from '#domain/webhooks/webhook.js';
import { testIds } from '#testing/ids.js';
import { describeOnEveryStore } from '#testing/stores.js';
import { StoreTime } from '../../support/store-time.js';
import { times } from '../fixture.js';

const at = new Date('2026-01-01T12:00:00.123Z');
const lease = 45;
const refused: LastAnswer = { status: 503, body: 'later', durationMs: 12, error: 'It answered 503' };
const unanswered: LastAnswer = { ...refused, status: null, body: null, error: 'Nobody there' };
const fine: LastAnswer = { status: 204, body: '', durationMs: 3, error: null };

const time = new StoreTime(
  (interval) => `
    WITH moved AS (UPDATE webhooks SET failing_since = failing_since - ${interval},
      turn_until = turn_until - ${interval}, previous_secret_until = previous_secret_until - ${interval})
    UPDATE webhook_deliveries SET next_attempt_at = next_attempt_at - ${interval},
      created_at = created_at - ${interval}`,
);

function aWebhook(isActive = true) {
  const id = testIds.next() as WebhookId;
  const url = EndpointUrl.parse(`https://hooks.example.com/${id}`, false);
  const given = { id, tenantId: null, url, types: ['user.*'], description: null, isActive, createdBy: null };
  return Webhook.create({ ...given, sealedSecret: `sealed ${id}` }, at);
}

function aDelivery(webhookId: WebhookId, given: Partial<NewDelivery> = {}): NewDelivery {
  const eventId = testIds.next();
  const delivery = { id: testIds.next(), webhookId, eventId, type: 'user.registered', position: 7 };
  return { ...delivery, body: `{"id":"${eventId}","é":"☃"}`, cause: 'event', ...given };
}

describeOnEveryStore('Deliveries', { features: [time.feature] }, (store) => {
  const queue = () => store.get(webhooksTokens.queue);
  const desk = () => store.get(webhooksTokens.desk);
  const webhooks = () => store.get(webhooksTokens.repository);
  async function registered(isActive = true) {
    const webhook = aWebhook(isActive);
    await store.run(async () => (await webhooks()).add(webhook));
    return webhook.state.id;
  }
  async function added(webhookId: WebhookId, ...given: readonly Partial<NewDelivery>[]) {
    const deliveries = given.map((each) => aDelivery(webhookId, each));
    await store.run(async () => (await queue()).add(deliveries));
    return deliveries;
  }
  const turnsOf = async (ids: readonly WebhookId[], owner = 'me', limit = 1_000) => {
    const turns = await (await queue()).claim(owner, lease, limit);
    return turns.map(({ webhookId }) => webhookId).filter((id) => ids.includes(id));
  };
  const next = async (id: WebhookId, owner = 'me') => (await queue()).next(id, owner, lease);
  const settle = async (due: DueDelivery, answer: LastAnswer, pauseSeconds: number | null) =>
    store.run(async () =>
      (await queue()).settle(
        due,
        answer,
        answer.error === null
          ? { state: 'delivered' }
          : pauseSeconds === null
            ? { state: 'failed' }
            : { state: 'retrying', pauseSeconds },
      ),
    );
  const renew = async (id: WebhookId, owner = 'me') => (await queue()).renew(id, owner, lease);
  const release = async (id: WebhookId, pauseSeconds = 0) => (await queue()).release(id, 'me', pauseSeconds);
  const listed = async (id: WebhookId) => (await (await desk()).list(id, {}, null, 100)).items;

  it('are handed over one by one, in the order in which they were added', async () => {
    const id = await registered();
    const [first, second] = await added(id, {}, {});
    expect(await turnsOf([id])).toEqual([id]);
    const due = (await next(id)) as DueDelivery;
    const { webhookId, eventId, body } = first as NewDelivery;
    expect(due).toEqual({
      id: first?.id,
      webhookId,
      tenantId: null,
      eventId,
      body,
      attempt: 1,
      url: `https://hooks.example.com/${id}`,
      sealedSecret: `sealed ${id}`,
      sealedPreviousSecret: null,
    });
    await settle(due, fine, null);
    expect((await next(id))?.id).toBe(second?.id);
  });

  it('are rolled back with what caused them', async () => {
    const id = await registered();
    const failing = store.run(async () => {
      await (await queue()).add([aDelivery(id)]);
      throw new Error('not after all');
    });
    await expect(failing).rejects.toThrow('not after all');
    await expect((await queue()).add([aDelivery(id)])).rejects.toThrow(/unit of work/);
    expect(await turnsOf([id])).toEqual([]);
  });

  it('are made once of an event, and as often as asked for of a replay', async () => {
    const id = await registered();
    const eventId = testIds.next();
    const add = (cause: NewDelivery['cause']) =>
      store.run(async () => (await queue()).add([aDelivery(id, { eventId, cause })]));
    expect([await add('event'), await add('event')]).toEqual([1, 0]);
    expect([await add('replay'), await add('replay')]).toEqual([1, 1]);
    expect(await listed(id)).toHaveLength(3);
  });

  it('are delivered to a webhook by one at a time', async () => {
    const id = await registered();
    await added(id, {}, {});
    const claims = await Promise.all(times(5, (index) => turnsOf([id], `owner ${index}`)));
    expect(claims.flat()).toEqual([id]);
    expect(await next(id, 'somebody else')).toBeNull();
  });

  it('are made again by others, with the same event, when whoever was at it is gone', async () => {
    const id = await registered();
    await added(id, {});
    await turnsOf([id]);
    const first = await next(id);
    await time.pass(store, lease - 5);
    await renew(id);
    await renew(id, 'other');
    await time.pass(store, lease - 5);
    expect(await turnsOf([id], 'other')).toEqual([]);
    await time.pass(store, 5);
    expect(await turnsOf([id], 'other')).toEqual([id]);
    expect(await next(id)).toBeNull();
    const again = await next(id, 'other');
    expect(again).toEqual({ ...first, attempt: 2 });
  });

  it('wait for their time after a failure, while later ones go on', async () => {
    const id = await registered();
    const [first, second] = await added(id, {}, {});
    await turnsOf([id]);
    expect(await settle((await next(id)) as DueDelivery, refused, 60)).toBeLessThan(5);
    const later = (await next(id)) as DueDelivery;
    expect(later.id).toBe(second?.id);
    expect(await settle(later, fine, null)).toBe(0);
    expect(await next(id)).toBeNull();
    await release(id);
    expect(await turnsOf([id])).toEqual([]);
    await time.pass(store, 60);
    expect(await turnsOf([id])).toEqual([id]);
    expect(await next(id)).toMatchObject({ id: first?.id, attempt: 2 });
  });

  async function failed(id: WebhookId, answer: LastAnswer, count: number, attempts: number) {
    await added(id, ...Array.from({ length: count }, () => ({})));
    await turnsOf([id]);
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      for (let index = 0; index < count; index += 1)
        await settle((await next(id)) as DueDelivery, answer, 300);
      // The turn, too, is over then.
      if (attempt < attempts) await time.pass(store, 300);
      await turnsOf([id]);
    }
  }
  const getsThrough = async (id: WebhookId) => {
    await added(id, {});
    await settle((await next(id)) as DueDelivery, fine, null);
  };

  it.each([
    { what: 'found nobody there', answer: unanswered, count: 5, attempts: 3, isDue: true },
    { what: 'found nobody there, few', answer: unanswered, count: 4, attempts: 3, isDue: false },
    { what: 'found nobody there twice, few', answer: unanswered, count: 1, attempts: 2, isDue: true },
    { what: 'were answered', answer: refused, count: 5, attempts: 1, isDue: false },
  ])('that $what are due at once when one gets through: $isDue', async (given) => {
    const { answer, count, attempts, isDue } = given;
    const id = await registered();
    await failed(id, answer, count, attempts);
    await time.pass(store, 15);
    await getsThrough(id);
    const due = await next(id);
    if (isDue) expect(due).toMatchObject({ attempt: attempts + 1 });
    else expect(due).toBeNull();
  });

  it('tell what came of them, and for how long nothing has got through', async () => {
    const id = await registered();
    await added(id, {}, {});
    await turnsOf([id]);
    await settle((await next(id)) as DueDelivery, refused, null);
    await time.pass(store, 1_000);
    await turnsOf([id]);
    const failing = await settle((await next(id)) as DueDelivery, refused, 60);
    expect(Math.round(failing / 100)).toBe(10);
    expect(await listed(id)).toMatchObject([
      { status: 'retrying', attempts: 1, lastAnswer: refused, nextAttemptAt: expect.any(Date) },
      { status: 'failed', attempts: 1, lastAnswer: refused, nextAttemptAt: null },
    ]);
    expect((await (await webhooks()).findById(id))?.state.failingSince).toBeInstanceOf(Date);
  });

  it('leave a webhook alone for as long as asked for, and one that is not active', async () => {
    const id = await registered();
    await added(id, {});
    await turnsOf([id]);
    await release(id, 30);
    expect(await turnsOf([id])).toEqual([]);
    await time.pass(store, 31);
    expect(await turnsOf([id])).toEqual([id]);
    await store.run(async () => {
      const webhook = (await (await webhooks()).findById(id)) as Webhook;
      webhook.deactivate('failing', at);
      await (await webhooks()).save(webhook);
    });
    expect(await next(id)).toBeNull();
    await release(id);
    expect(await turnsOf([id])).toEqual([]);
  });

  it('are due as soon as they are added', async () => {
    for (let count = 0; count < 100; count += 1) {
      const id = await registered();
      await added(id, {});
      expect(await turnsOf([id])).toEqual([id]);
      expect(await next(id)).not.toBeNull();
    }
  });

  it('are asked for once more, whatever has come of them, also while they are attempted', async () => {
    const id = await registered();
    const [delivery] = await added(id, {});
    await turnsOf([id]);
    await settle((await next(id)) as DueDelivery, refused, null);
    const redeliver = (webhook: WebhookId, one: string | undefined) =>
      store.run(async () => (await desk()).redeliver(webhook, String(one)));
    expect(await redeliver(await registered(), delivery?.id)).toBe(false);
    expect(await redeliver(id, delivery?.id)).toBe(true);
    const due = (await next(id)) as DueDelivery;
    expect(due).toMatchObject({ id: delivery?.id, attempt: 1 });
    expect(await redeliver(id, delivery?.id)).toBe(true);
    await settle(due, refused, null);
    expect(await listed(id)).toMatchObject([{ status: 'pending', attempts: 0 }]);
  });

  it('are confirmed by themselves while their webhook works, and once', async () => {
    const id = await registered();
    await added(id, {}, {}, {});
    await turnsOf([id]);
    const confirm = async (due: DueDelivery) => (await queue()).confirm(due, fine);
    const first = (await next(id)) as DueDelivery;
    expect(await confirm(first)).toBe(true);
    expect(await confirm(first)).toBe(false);
    const second = (await next(id)) as DueDelivery;
    await settle(second, refused, 60);
    const third = (await next(id)) as DueDelivery;
    // What waits for the webhook to work again is brought forward by settling it.
    expect(await confirm(third)).toBe(false);
    expect(await listed(id)).toMatchObject([
      { status: 'pending', attempts: 1, lastAnswer: null },
      { status: 'retrying', lastAnswer: refused },
      { status: 'delivered', attempts: 1, lastAnswer: fine, nextAttemptAt: null },
    ]);
    await settle(third, fine, null);
    const [latest] = await listed(id);
    expect(latest).toMatchObject({ status: 'delivered' });
  });

  it('have both secrets until a rotation is over', async () => {
    const id = await registered();
    await added(id, {}, {});
    await store.run(async () => {
      const webhook = (await (await webhooks()).findById(id)) as Webhook;
      // A day from now, by whatever clock the store has.
      const now = (await listed(id))[0]?.createdAt as Date;
      webhook.rotateSecret('sealed new', now);
      await (await webhooks()).save(webhook);
    });
    await turnsOf([id]);
    const due = (await next(id)) as DueDelivery;
    expect(due).toMatchObject({ sealedSecret: 'sealed new', sealedPreviousSecret: `sealed ${id}` });
    await settle(due, fine, null);
    await time.pass(store, 86_400);
    await turnsOf([id]);
    expect(await next(id)).toMatchObject({ sealedSecret: 'sealed new', sealedPreviousSecret: null });
  });

  it('go to webhooks that were opened, once, and are active', async () => {
    const [id, closed, inactive] = [await registered(), await registered(), await registered(false)];
    await store.run(async () => {
      for (const each of [id, inactive]) await (await queue()).open(each, 41);
      await (await queue()).open(id, 99);
    });
    const targets = (await (await queue()).targets()).filter((each) =>
      [id, closed, inactive].includes(each.id),
    );
    expect(targets).toEqual([{ id, types: ['user.*'], after: 41 }]);
  });

  it('go with their webhook, and when they are old', async () => {
    const [id, other] = [await registered(), await registered()];
    await added(id, {});
    const [kept] = await added(other, {});
    await store.run(async () => {
      const webhook = (await (await webhooks()).findById(id)) as Webhook;
      await (await webhooks()).remove(webhook);
    });
    expect(await listed(id)).toEqual([]);
    expect((await listed(other)).map((each) => each.id)).toEqual([kept?.id]);
    const retention = await store.get(webhooksTokens.retention);
    await time.pass(store, 3_600);
    await retention.deleteOverFor(4_000, 1_000);
    expect(await listed(other)).toHaveLength(1);
    expect(await retention.deleteOverFor(3_000, 1_000)).toBe(1);
    expect(await listed(other)).toEqual([]);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EndpointAnswer, EndpointCaller } from '#application/webhooks/endpoint-caller.js';
import { webhooksTokens } from '#composition/features/webhooks.tokens.js';
import { overriding } from '#testing/overriding.js';
import { TestKit } from '#testing/test-kit.js';
import { Mailroom } from '../../support/mailroom.js';

const ok: EndpointAnswer = { kind: 'answered', status: 204, body: '', durationMs: 1 };
const broken: EndpointAnswer = { ...ok, status: 500 };
const unreachable: EndpointAnswer = {
  kind: 'failed',
  reason: 'Nobody there',
  durationMs: 1,
  wasCalled: true,
};
const minute = 60;
const hour = 3_600;
const day = 86_400;

/** Answers as it is told, and notes what it was asked. */
class FakeCaller implements EndpointCaller {
  readonly calls: { url: string; headers: Readonly<Record<string, string>>; type: string }[] = [];
  answer: (url: string) => EndpointAnswer | Promise<EndpointAnswer> = () => ok;

  async post(url: string, headers: Readonly<Record<string, string>>, body: string) {
    this.calls.push({ url, headers, type: JSON.parse(body).type });
    return this.answer(url);
  }
}

describe('delivering to webhooks', () => {
  let kit: TestKit;
  let caller: FakeCaller;
  let mailroom: Mailroom;
  beforeEach(() => {
    caller = new FakeCaller();
    mailroom = new Mailroom();
    const fakes = overriding((wiring) => {
      wiring.replace(webhooksTokens.caller, () => caller, []);
      wiring.replace(
        webhooksTokens.lookup,
        () => ({ addressesOf: async (name) => (name.startsWith('private') ? ['10.0.0.1'] : ['8.8.8.8']) }),
        [],
      );
    });
    kit = new TestKit({ features: [fakes, mailroom.feature] });
  });
  afterEach(() => kit.close());

  async function scene(types: readonly string[] = ['user.registered'], url = 'https://hooks.example.com/a') {
    const admin = await kit.person('admin');
    const context = await kit.as(admin);
    await kit.drainEvents();
    const create = await kit.get(webhooksTokens.createWebhook);
    const { id } = await create.execute({ url, types }, context);
    await kit.drainEvents();
    const show = await kit.get(webhooksTokens.showWebhook);
    const list = await kit.get(webhooksTokens.listDeliveries);
    return {
      admin,
      context,
      id,
      show: () => show.execute({ id }, context),
      deliveries: async () =>
        (await list.execute({ webhookId: id, filter: {}, cursor: null, limit: 100 }, context)).items,
    };
  }
  async function deliver() {
    await kit.drainEvents();
    await (await kit.get(webhooksTokens.runner)).drain();
  }

  it('is tried ten times, later and later, and then no more', async () => {
    const { deliveries } = await scene();
    caller.answer = () => broken;
    await kit.person();
    await deliver();
    const pauses = [
      5,
      5 * minute,
      30 * minute,
      2 * hour,
      5 * hour,
      10 * hour,
      14 * hour,
      20 * hour,
      24 * hour,
    ];
    for (const [index, pause] of pauses.entries()) {
      expect(caller.calls).toHaveLength(index + 1);
      kit.clock.advance(pause - 1);
      await deliver();
      expect(caller.calls).toHaveLength(index + 1);
      kit.clock.advance(1 + pause * 0.1);
      await deliver();
    }
    expect(caller.calls).toHaveLength(10);
    expect(await deliveries()).toMatchObject([
      { status: 'failed', attempts: 10, nextAttemptAt: null, lastAnswer: { error: 'It answered 500' } },
    ]);
    kit.clock.advance(7 * day);
    await deliver();
    expect(caller.calls).toHaveLength(10);
    expect(new Set(caller.calls.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });

  it('deactivates what has failed for five days, with an event and a mail to its maker', async () => {
    const { admin, show, deliveries } = await scene();
    caller.answer = () => broken;
    await kit.person();
    await deliver();
    const failingSince = kit.clock.now();
    expect((await show()).failingSince).toEqual(failingSince);
    kit.clock.advance(5 * day - 1);
    await kit.person();
    await deliver();
    expect(await show()).toMatchObject({ isActive: true, failingSince });
    kit.clock.advance(1);
    await kit.person();
    await deliver();
    expect((await show()).isActive).toBe(false);
    expect(await kit.auditedActions()).toContain('webhook.deactivated');
    await mailroom.deliver(kit);
    expect(mailroom.to(admin.email)).toMatchObject([
      { mail: 'webhook-deactivated', data: { host: 'hooks.example.com', isGone: false } },
    ]);
    const before = caller.calls.length;
    kit.clock.advance(day);
    await kit.person();
    await deliver();
    expect(caller.calls).toHaveLength(before);
    expect((await deliveries()).length).toBe(3);
  });

  it('forgets that it failed when something gets through', async () => {
    const { show } = await scene();
    caller.answer = () => broken;
    await kit.person();
    await deliver();
    caller.answer = () => ok;
    kit.clock.advance(4 * day);
    await kit.person();
    await deliver();
    expect((await show()).failingSince).toBeNull();
  });

  it('begins anew when a webhook that was deactivated is activated', async () => {
    const { id, context, show } = await scene();
    caller.answer = () => ({ ...ok, status: 410 });
    await kit.person();
    await deliver();
    const change = await kit.get(webhooksTokens.changeWebhook);
    await change.execute({ id, isActive: true }, context);
    expect(await show()).toMatchObject({ isActive: true, failingSince: null });
    caller.answer = () => ok;
    await kit.person();
    await deliver();
    expect(caller.calls).toHaveLength(2);
  });

  it('delivers again, with the same id, what a process was about when it ended', async () => {
    await scene();
    const died = Promise.withResolvers<never>();
    caller.answer = () => {
      died.reject(new Error('the process ended after it had sent'));
      return died.promise;
    };
    await kit.person();
    await deliver();
    caller.answer = () => ok;
    kit.clock.advance(5);
    await deliver();
    const [first, second, ...others] = caller.calls;
    expect(others).toEqual([]);
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
  });

  it('keeps the order of events, and does not hold the others up for one that is tried again', async () => {
    await scene(['user.*']);
    let count = 0;
    caller.answer = () => {
      count += 1;
      return count === 2 ? broken : ok;
    };
    const people = [await kit.person(), await kit.person(), await kit.person(), await kit.person()];
    await deliver();
    expect(caller.calls).toHaveLength(people.length);
    kit.clock.advance(6);
    await deliver();
    const ids = caller.calls.map(({ headers }) => headers['webhook-id']);
    expect(ids[4]).toBe(ids[1]);
    expect(ids.slice(0, 4)).toEqual(ids.slice(0, 4).sort());
  });

  it('spares a host that does not answer, until a while has passed', async () => {
    const { deliveries } = await scene();
    caller.answer = () => unreachable;
    for (let count = 0; count < 8; count += 1) await kit.person();
    await deliver();
    expect(caller.calls).toHaveLength(5);
    const untouched = (await deliveries()).filter(({ attempts }) => attempts === 0);
    expect(untouched).toHaveLength(3);
  });

  it('does not punish a host for what it answers, since it may serve many', async () => {
    await scene();
    caller.answer = () => broken;
    for (let count = 0; count < 8; count += 1) await kit.person();
    await deliver();
    expect(caller.calls).toHaveLength(8);
  });

  it('signs with the secret before for a day', async () => {
    const { id, context } = await scene();
    await (await kit.get(webhooksTokens.rotateSecret)).execute({ id }, context);
    const signatures = async () => {
      await kit.person();
      await deliver();
      return caller.calls.at(-1)?.headers['webhook-signature']?.split(' ').length;
    };
    expect(await signatures()).toBe(2);
    kit.clock.advance(day - 1);
    expect(await signatures()).toBe(2);
    kit.clock.advance(1);
    expect(await signatures()).toBe(1);
  });

  it('is refused for what is not public, when it is made and when it is changed', async () => {
    const { id, context } = await scene();
    const create = await kit.get(webhooksTokens.createWebhook);
    const change = await kit.get(webhooksTokens.changeWebhook);
    for (const host of ['127.0.0.1', '0x7f000001', '[::ffff:10.0.0.1]', 'localhost', 'private.example.com']) {
      const url = `https://${host}/`;
      const refused = {
        code: 'VALIDATION_ERROR',
        details: [{ field: 'url', message: 'is refused: its host is not at a public address' }],
      };
      await expect(create.execute({ url, types: ['*'] }, context)).rejects.toMatchObject(refused);
      await expect(change.execute({ id, url }, context)).rejects.toMatchObject(refused);
    }
  });

  it('tells nobody what happened before they asked', async () => {
    const admin = await kit.as(await kit.person('admin'));
    const create = await kit.get(webhooksTokens.createWebhook);
    await kit.person();
    await create.execute({ url: 'https://hooks.example.com/', types: ['*'] }, admin);
    await kit.person();
    await deliver();
    expect(caller.calls.map(({ type }) => type)).toEqual(['user.registered']);
  });
});

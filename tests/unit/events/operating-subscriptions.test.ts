import { beforeEach, describe, expect, it } from 'vitest';
import { DiscardDeadLetter } from '#application/events/discard-dead-letter.js';
import { ListDeadLetters } from '#application/events/list-dead-letters.js';
import { ListSubscriptions } from '#application/events/list-subscriptions.js';
import { ReplaySubscription } from '#application/events/replay-subscription.js';
import { RetryDeadLetters } from '#application/events/retry-dead-letters.js';
import type { Subscription } from '#application/events/subscription.js';
import type { SubscriptionDesk } from '#application/events/subscription-desk.js';
import { systemContext } from '#application/shared/request-context.js';
import { eventsTokens } from '#composition/features/events.tokens.js';
import { overriding } from '#testing/overriding.js';
import { TestKit } from '#testing/test-kit.js';
import { aContext } from '../../support/builders/context.js';
import { aSubscription, Recorder } from '../../support/builders/subscription.js';

describe('operating subscriptions', () => {
  let kit: TestKit;
  let desk: SubscriptionDesk;
  let isBroken: boolean;
  const recorder = new Recorder();
  const mail = aSubscription({
    name: 'mail',
    description: 'Mails.',
    handle: async (event) => {
      if (isBroken) throw new Error('broken');
      await recorder.handle(event);
    },
  });
  beforeEach(async () => {
    isBroken = true;
    recorder.recorded.length = 0;
    kit = new TestKit({
      env: { EVENTS_MAX_ATTEMPTS: '1' },
      features: [overriding((wiring) => wiring.contribute('subscription', 'mail', () => mail, []))],
    });
    desk = await kit.get(eventsTokens.subscriptionDesk);
    await kit.person();
    await kit.person();
    await drain();
  });
  const drain = async () => (await kit.get(eventsTokens.runner)).drain();
  const letters = () =>
    new ListDeadLetters(desk, [mail]).execute({ subscription: 'mail', after: 0, limit: 10 }, systemContext);

  it('lists them, also those that are no longer known', async () => {
    const listed = async (known: readonly Subscription[]) => {
      const all = await new ListSubscriptions(desk, known).execute(systemContext);
      return all.filter(({ name }) => ['audit-log', 'mail'].includes(name));
    };
    expect(await listed([mail])).toMatchObject([
      { name: 'audit-log', description: null, lag: 0, deadLetters: 0 },
      { name: 'mail', description: 'Mails.', lag: 0, deadLetters: 2 },
    ]);
    expect(await listed([])).toMatchObject([
      { name: 'audit-log', description: null },
      { name: 'mail', description: null },
    ]);
  });

  it('lists dead letters, and has them tried again', async () => {
    const [first, second] = await letters();
    isBroken = false;
    const retry = new RetryDeadLetters(desk, [mail]);
    const command = { subscription: 'mail', eventId: second?.event.id ?? '' };
    expect(await retry.execute(command, systemContext)).toEqual({ count: 1 });
    await drain();
    expect(recorder.recorded).toEqual([second?.event]);
    expect(await letters()).toEqual([first]);
    expect(await retry.execute({ subscription: 'mail', eventId: null }, systemContext)).toEqual({ count: 1 });
    await drain();
    expect(await letters()).toEqual([]);
  });

  it('discards a dead letter', async () => {
    const [first, second] = await letters();
    const discard = new DiscardDeadLetter(desk, [mail]);
    const command = { subscription: 'mail', eventId: first?.event.id ?? '' };
    expect(await discard.execute(command, systemContext)).toBe(true);
    expect(await discard.execute(command, systemContext)).toBe(false);
    expect(await letters()).toEqual([second]);
  });

  it.each(['42', 'audit-log', ''])('refuses %j as the id of an event', async (eventId) => {
    const refused = { code: 'VALIDATION_ERROR', details: [{ field: 'event', message: 'must be a UUID' }] };
    const command = { subscription: 'mail', eventId };
    await expect(new RetryDeadLetters(desk, [mail]).execute(command, systemContext)).rejects.toMatchObject(
      refused,
    );
    await expect(new DiscardDeadLetter(desk, [mail]).execute(command, systemContext)).rejects.toMatchObject(
      refused,
    );
  });

  it('replays from the beginning', async () => {
    isBroken = false;
    const replay = new ReplaySubscription(desk, [mail]);
    expect(await replay.execute({ subscription: 'mail', since: null }, systemContext)).toEqual({
      position: 0,
    });
    await drain();
    expect(recorder.recorded).toHaveLength(2);
    expect(await letters()).toEqual([]);
  });

  it('is for the command line only, and names the subscriptions that there are', async () => {
    const uses = [
      (context = systemContext, subscription = 'mail') =>
        new ListDeadLetters(desk, [mail]).execute({ subscription, after: 0, limit: 1 }, context),
      (context = systemContext, subscription = 'mail') =>
        new RetryDeadLetters(desk, [mail]).execute({ subscription, eventId: null }, context),
      (context = systemContext, subscription = 'mail') =>
        new DiscardDeadLetter(desk, [mail]).execute({ subscription, eventId: 'id' }, context),
      (context = systemContext, subscription = 'mail') =>
        new ReplaySubscription(desk, [mail]).execute({ subscription, since: null }, context),
    ];
    const list = new ListSubscriptions(desk, [mail]);
    await expect(list.execute(aContext())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    for (const use of uses) {
      await expect(use(aContext())).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(use(systemContext, 'mial')).rejects.toMatchObject({
        details: [{ field: 'subscription', message: 'must be one of mail' }],
      });
    }
  });
});

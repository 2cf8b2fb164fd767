import { beforeEach, describe, expect, it } from 'vitest';
import type { Authorizer } from '#application/access/authorizer.js';
import { DiscardDeadLetter } from '#application/events/discard-dead-letter.js';
import { ListDeadLetters } from '#application/events/list-dead-letters.js';
import { ListSubscriptions } from '#application/events/list-subscriptions.js';
import { ReplaySubscription } from '#application/events/replay-subscription.js';
import { RetryDeadLetters } from '#application/events/retry-dead-letters.js';
import { ShowDeadLetter } from '#application/events/show-dead-letter.js';
import type { Subscription } from '#application/events/subscription.js';
import type { SubscriptionDesk } from '#application/events/subscription-desk.js';
import { systemContext } from '#application/shared/request-context.js';
import { accessTokens } from '#composition/features/access.tokens.js';
import { eventsTokens } from '#composition/features/events.tokens.js';
import { overriding } from '#testing/overriding.js';
import { TestKit } from '#testing/test-kit.js';
import { aSubscription, Recorder } from '../../support/builders/subscription.js';

describe('operating subscriptions', () => {
  let kit: TestKit;
  let desk: SubscriptionDesk;
  let authorizer: Authorizer;
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
    authorizer = await kit.get(accessTokens.authorizer);
    await kit.person();
    await kit.person();
    await drain();
  });
  const drain = async () => (await kit.get(eventsTokens.runner)).drain();
  const page = (cursor: string | null, limit: number) =>
    new ListDeadLetters(authorizer, desk, [mail]).execute(
      { subscription: 'mail', cursor, limit },
      systemContext,
    );
  const letters = async () => (await page(null, 10)).items;

  it('lists them, also those that are no longer known', async () => {
    const listed = async (known: readonly Subscription[]) => {
      const all = await new ListSubscriptions(authorizer, desk, known).execute(systemContext);
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
    const retry = new RetryDeadLetters(authorizer, desk, [mail]);
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
    const discard = new DiscardDeadLetter(authorizer, desk, [mail]);
    const command = { subscription: 'mail', eventId: first?.event.id ?? '' };
    await discard.execute(command, systemContext);
    await expect(discard.execute(command, systemContext)).rejects.toMatchObject({
      code: 'DEAD_LETTER_NOT_FOUND',
    });
    expect(await letters()).toEqual([second]);
  });

  it.each(['42', 'audit-log', ''])('refuses %j as the id of an event', async (eventId) => {
    const refused = { code: 'VALIDATION_ERROR', details: [{ field: 'event', message: 'must be a UUID' }] };
    const command = { subscription: 'mail', eventId };
    await expect(
      new RetryDeadLetters(authorizer, desk, [mail]).execute(command, systemContext),
    ).rejects.toMatchObject(refused);
    await expect(
      new DiscardDeadLetter(authorizer, desk, [mail]).execute(command, systemContext),
    ).rejects.toMatchObject(refused);
  });

  it('shows one, and pages through them in the order of the log', async () => {
    const [first, second] = await letters();
    const show = new ShowDeadLetter(authorizer, desk, [mail]);
    const query = { subscription: 'mail', eventId: second?.event.id ?? '' };
    expect(await show.execute(query, systemContext)).toEqual(second);
    const { items, nextCursor } = await page(null, 1);
    expect(items).toEqual([first]);
    expect(await page(nextCursor, 1)).toEqual({ items: [second], nextCursor: null });
    await expect(page('behind', 1)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
  });

  it('replays from the beginning', async () => {
    isBroken = false;
    const replay = new ReplaySubscription(authorizer, desk, [mail]);
    expect(await replay.execute({ subscription: 'mail', since: null }, systemContext)).toEqual({
      position: 0,
    });
    await drain();
    expect(recorder.recorded).toHaveLength(2);
    expect(await letters()).toEqual([]);
  });

  it('asks for a permission, and names the subscriptions that there are', async () => {
    const uses = [
      (context = systemContext, subscription = 'mail') =>
        new ListDeadLetters(authorizer, desk, [mail]).execute(
          { subscription, cursor: null, limit: 1 },
          context,
        ),
      (context = systemContext, subscription = 'mail') =>
        new RetryDeadLetters(authorizer, desk, [mail]).execute({ subscription, eventId: null }, context),
      (context = systemContext, subscription = 'mail') =>
        new DiscardDeadLetter(authorizer, desk, [mail]).execute({ subscription, eventId: 'id' }, context),
      (context = systemContext, subscription = 'mail') =>
        new ReplaySubscription(authorizer, desk, [mail]).execute({ subscription, since: null }, context),
    ];
    const list = new ListSubscriptions(authorizer, desk, [mail]);
    const somebody = await kit.as(await kit.person());
    await expect(list.execute(somebody)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    for (const use of uses) {
      await expect(use(somebody)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(use(systemContext, 'mial')).rejects.toMatchObject({
        code: 'SUBSCRIPTION_NOT_FOUND',
        message: 'There is no such subscription: there are mail.',
      });
    }
  });
});

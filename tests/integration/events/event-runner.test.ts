import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { Subscription } from '#application/events/subscription.js';
import { systemContext } from '#application/shared/request-context.js';
import { userRegistered, userRenamed } from '#domain/users/events.js';
import type { User } from '#domain/users/user.js';
import { Username } from '#domain/users/username.js';
import { AwayError, LeaseLostError } from '#infrastructure/events/event-failures.js';
import { EventRunner, type EventSettings } from '#infrastructure/events/event-runner.js';
import type { SubscriptionStore } from '#infrastructure/events/subscription-store.js';
import { aRecordingLogger } from '#testing/loggers.js';
import { adapterTargets } from '../../contract/adapters.js';
import { times, useAdapters } from '../../contract/fixture.js';
import { aSubscription, Recorder } from '../../support/builders/subscription.js';
import { aUser, registeredAt } from '../../support/builders/user.js';

const settings: EventSettings = {
  pollIntervalMs: 60_000,
  transactionalTurns: 5,
  batchSize: 3,
  maxAttempts: 3,
  firstRetryMs: 20,
  handlerTimeoutMs: 20_000,
  leaseMs: 20_000,
};

describe.each(adapterTargets)('the runner of subscriptions on $name', ({ open }) => {
  const fixture = useAdapters(open);
  const runners: EventRunner[] = [];
  // Before the adapters are.
  afterEach(() => Promise.all(runners.splice(0).map((runner) => runner.close())));
  const append = (count: number) =>
    fixture.run(async () => {
      for (const user of times(count, () => aUser())) await fixture.adapters.users.add(user);
    });
  const statusOf = async (subscription: Subscription) => {
    const list = await fixture.adapters.subscriptionDesk.list([subscription]);
    return list.find(({ name }) => name === subscription.name);
  };
  const lettersOf = ({ name }: Subscription) => fixture.adapters.subscriptionDesk.deadLetters(name, 0, 100);

  const setUp = (
    subscriptions: readonly Subscription[],
    overrides: Partial<EventSettings> = {},
    changes: Partial<SubscriptionStore> = {},
  ) => {
    const { subscriptionStore, unitOfWork, eventSignal } = fixture.adapters;
    const logger = aRecordingLogger();
    const store = new Proxy(subscriptionStore, {
      get: (target, name: keyof SubscriptionStore) => changes[name] ?? target[name].bind(target),
    });
    const runner = new EventRunner(subscriptions, store, unitOfWork, eventSignal, logger, {
      ...settings,
      ...overrides,
    });
    runners.push(runner);
    return { runner, logger };
  };

  it('hands over what was committed, in order, once', async () => {
    await append(10);
    const recorder = new Recorder();
    const { runner } = setUp([recorder]);
    await runner.drain();
    const positions = recorder.recorded.map(({ position }) => position);
    expect(positions).toHaveLength(10);
    expect(positions).toEqual(positions.toSorted((a, b) => a - b));
    expect(recorder.recorded[0]).toMatchObject({ name: 'user.registered', payload: { roles: ['user'] } });
    await runner.drain();
    expect(recorder.recorded).toHaveLength(10);
    expect(await statusOf(recorder)).toMatchObject({ lag: 0, owner: null, position: positions.at(-1) });
  });

  it('counts no attempt, and parks nothing, while those are away whom events are handed on to', async () => {
    await append(3);
    let isAway = true;
    const handled: number[] = [];
    const handleAll = async (events: readonly { position: number }[]) => {
      if (isAway) throw new AwayError('on purpose');
      handled.push(...events.map(({ position }) => position));
    };
    const subscription = aSubscription({ handle: (event) => handleAll([event]), handleAll });
    const { runner } = setUp([subscription], { maxAttempts: 1, firstRetryMs: 1 });
    for (let count = 0; count < 5; count += 1) await runner.drain();
    expect(await statusOf(subscription)).toMatchObject({
      attempts: 0,
      position: 0,
      deadLetters: 0,
      lastError: 'AwayError: on purpose',
    });
    isAway = false;
    await expect
      .poll(async () => {
        await runner.drain();
        return handled.length;
      })
      .toBe(3);
    expect(await lettersOf(subscription)).toEqual([]);
  });

  it('is woken by a commit', async () => {
    const handled = Promise.withResolvers<string>();
    const { runner } = setUp([aSubscription({ handle: async ({ name }) => handled.resolve(name) })]);
    runner.start();
    await runner.drain();
    await append(1);
    expect(await handled.promise).toBe('user.registered');
  });

  it('looks by itself at intervals', async () => {
    const recorder = new Recorder();
    const { runner } = setUp([recorder], { pollIntervalMs: 10 });
    const { eventSignal } = fixture.adapters;
    eventSignal.raise = () => {};
    runner.start();
    await append(1);
    await expect.poll(() => recorder.recorded).toHaveLength(1);
  });

  it('looks for all subscriptions at once, and claims those that have something to do', async () => {
    const { subscriptionStore } = fixture.adapters;
    const [looks, claims]: [number[], string[]] = [[], []];
    const [everything, renames] = [new Recorder('everything'), new Recorder('renames', [userRenamed])];
    const { runner } = setUp(
      [everything, renames],
      {},
      {
        due: (subscriptions) => {
          looks.push(subscriptions.length);
          return subscriptionStore.due(subscriptions);
        },
        claim: (subscription, lease) => {
          claims.push(subscription.name);
          return subscriptionStore.claim(subscription, lease);
        },
      },
    );
    await runner.drain();
    expect([looks, claims]).toEqual([[2], []]);
    await append(1);
    await runner.drain();
    expect([looks, claims]).toEqual([[2, 2, 2], ['everything']]);
  });

  it('gives each event to one of several instances, in order', async () => {
    const [recorder, exact] = [new Recorder('some'), new Recorder('exact', 'all', true)];
    await append(40);
    const instances = times(3, () => setUp([recorder, exact]).runner);
    await Promise.all(instances.map((instance) => instance.drain()));
    for (const { recorded } of [recorder, exact]) {
      const positions = recorded.map(({ position }) => position);
      expect(positions).toHaveLength(40);
      expect(positions).toEqual([...new Set(positions)].toSorted((a, b) => a - b));
    }
  });

  it('lets nobody wait for one that throws or one that hangs', async () => {
    const throwing = aSubscription({ name: 'throws', handle: () => Promise.reject(new Error('always')) });
    const hanging = aSubscription({ name: 'hangs', handle: () => new Promise(() => {}) });
    const working = new Recorder();
    const { runner } = setUp([throwing, hanging, working], { handlerTimeoutMs: 2_000, firstRetryMs: 60_000 });
    runner.start();
    await append(20);
    await expect.poll(() => working.recorded.length).toBe(20);
    await expect.poll(async () => (await statusOf(throwing))?.attempts).toBe(1);
    for (const stuck of [throwing, hanging]) expect(await statusOf(stuck)).toMatchObject({ lag: 20 });
    expect(working.recorded.map(({ position }) => position)).toEqual(
      working.recorded.map(({ position }) => position).toSorted((a, b) => a - b),
    );
  });

  it('calls what is not transactional outside any unit of work', async () => {
    await append(1);
    const results: unknown[] = [];
    const handle = async () => {
      results.push(await fixture.adapters.users.add(aUser()).catch((error: Error) => error.message));
    };
    const { runner } = setUp([aSubscription({ handle })]);
    await fixture.run(() => runner.drain());
    expect(results).toEqual([expect.stringMatching(/unit of work/)]);
  });

  describe('one that is transactional', () => {
    it('writes exactly once, however often it fails', async () => {
      await append(4);
      let calls = 0;
      const exact = aSubscription({
        isTransactional: true,
        events: [userRegistered],
        handle: async ({ subjectId }) => {
          calls += 1;
          const user = await fixture.adapters.users.findById(subjectId as never);
          if (user === null) throw new Error('There is no such user');
          user.rename(Username.parse(`renamed${user.state.version}`), registeredAt);
          await fixture.adapters.users.save(user);
          if (calls === 3 || calls === 6) throw new Error('after it has written');
          user.rename(Username.parse(`u${subjectId.slice(-12)}`), registeredAt);
          await fixture.adapters.users.save(user);
        },
      });
      const renames = new Recorder('renames', [userRenamed]);
      const { runner } = setUp([exact, renames]);
      await expect
        .poll(async () => {
          await runner.drain();
          return renames.recorded.length;
        })
        .toBe(8);
      expect(calls).toBeGreaterThan(6);
      expect(await statusOf(exact)).toMatchObject({ lag: 0, attempts: 0 });
    });

    it('writes nothing when the position cannot be moved', async () => {
      await append(1);
      const user = aUser();
      const exact = aSubscription({
        isTransactional: true,
        events: [userRegistered],
        handle: () => fixture.adapters.users.add(user),
      });
      const { runner } = setUp([exact], {}, { move: lost, finish: lost });
      runner.start();
      await expect.poll(async () => (await statusOf(exact))?.owner).toBeTruthy();
      await runner.close();
      expect(await fixture.adapters.users.findById(user.id)).toBeNull();
      expect(await statusOf(exact)).toMatchObject({ position: 0 });
    });

    it('writes nothing any more when its time is over', async () => {
      await append(1);
      const mayGoOn = Promise.withResolvers<void>();
      const late: Promise<void>[] = [];
      const users: User[] = [];
      const exact = aSubscription({
        isTransactional: true,
        events: [userRegistered],
        handle: async () => {
          const { unitOfWork, users: repository } = fixture.adapters;
          const user = aUser();
          users.push(user);
          const work = mayGoOn.promise.then(() => unitOfWork.run(systemContext, () => repository.add(user)));
          late.push(work);
          await work;
        },
      });
      const { runner } = setUp([exact], { handlerTimeoutMs: 50, maxAttempts: 1 });
      await runner.drain();
      mayGoOn.resolve();
      expect(await Promise.allSettled(late)).toMatchObject([{ status: 'rejected' }]);
      expect(await fixture.adapters.users.findById((users[0] as User).id)).toBeNull();
    });

    it('has its own events handled, too', async () => {
      await append(1);
      const user = aUser();
      const first = aSubscription({
        isTransactional: true,
        events: [userRegistered],
        handle: async ({ subjectId }) => {
          if (subjectId !== user.id) await fixture.adapters.users.add(user);
        },
      });
      const recorder = new Recorder();
      await setUp([recorder, first]).runner.drain();
      expect(recorder.recorded).toHaveLength(2);
    });
  });

  describe('an event that fails', () => {
    it('is tried again, later and later, and then a dead letter that others pass by', async () => {
      await append(3);
      const [, poison] = await fixture.takeEvents();
      const secret = 'postgres://user:canary@host/db';
      const handled: string[] = [];
      let deliveries = 0;
      const failing = aSubscription({
        handle: async ({ id }) => {
          if (id === poison?.id) {
            deliveries += 1;
            throw new TypeError(`cannot reach ${secret}`);
          }
          handled.push(id);
        },
      });
      const { runner, logger } = setUp([failing], { firstRetryMs: 200 });
      await runner.drain();
      expect(deliveries).toBe(1);
      expect(handled).toHaveLength(1);
      const status = await statusOf(failing);
      expect(status).toMatchObject({ attempts: 1, lag: 2, lastError: 'TypeError', owner: null });
      await expect
        .poll(async () => {
          await runner.drain();
          return handled.length;
        })
        .toBe(2);
      expect(deliveries).toBe(3);
      expect(logger.records.map(({ level }) => level)).toEqual(['warn', 'warn', 'error']);
      expect(await statusOf(failing)).toMatchObject({ attempts: 0, lag: 0, lastError: null, deadLetters: 1 });
      expect(await lettersOf(failing)).toMatchObject([
        { event: poison, attempts: 3, lastError: 'TypeError', isDue: false },
      ]);
    });

    it.each([true, false])(
      'can be tried again as a dead letter (transactional: %s)',
      async (isTransactional) => {
        await append(2);
        let isBroken = true;
        const recorder = new Recorder();
        const mended = aSubscription({
          isTransactional,
          handle: async (event) => {
            if (isBroken) throw new Error('broken');
            await recorder.handle(event);
          },
        });
        const { runner } = setUp([mended], { maxAttempts: 1 });
        const { subscriptionDesk: desk } = fixture.adapters;
        await runner.drain();
        expect(await desk.retry(mended.name, null)).toBe(2);
        await runner.drain();
        expect(await lettersOf(mended)).toMatchObject([
          { attempts: 2, isDue: false },
          { attempts: 2, isDue: false },
        ]);
        isBroken = false;
        await runner.drain();
        expect(recorder.recorded).toEqual([]);
        await desk.retry(mended.name, null);
        await runner.drain();
        expect(recorder.recorded).toHaveLength(2);
        expect(await lettersOf(mended)).toEqual([]);
      },
    );

    it('is given up when its handler hangs', async () => {
      await append(2);
      const recorder = new Recorder();
      const hanging = aSubscription({
        handle: (event) => (recorder.recorded.length === 0 ? hang(event) : recorder.handle(event)),
      });
      const hang = async (event: Parameters<Subscription['handle']>[0]) => {
        await recorder.handle(event);
        await new Promise(() => {});
      };
      const { runner } = setUp([hanging], { handlerTimeoutMs: 50, maxAttempts: 1 });
      await runner.drain();
      expect(recorder.recorded).toHaveLength(2);
      expect(await lettersOf(hanging)).toMatchObject([
        { lastError: 'HandlerTimeoutError: It took longer than 50 ms' },
      ]);
    });

    it('is a dead letter at once when its version is unknown, until the service knows it', async () => {
      await append(1);
      const user = await fixture.addUser(aUser());
      await fixture.run(async () => {
        user.rename(Username.parse('renamed'), registeredAt);
        await fixture.adapters.users.save(user);
      });
      const older = { ...userRegistered, eventName: 'user.registered', version: 2 };
      const known = new Recorder('chooses', [older, userRenamed]);
      const everything = new Recorder('everything');
      await setUp([known, everything]).runner.drain();
      expect(known.recorded.map(({ name }) => name)).toEqual(['user.renamed']);
      expect(everything.recorded).toHaveLength(3);
      const unknown = {
        lastError:
          'UnknownVersionError: Version 1 of user.registered is not known to this version of the service: upgrade, retry',
        attempts: 1,
      };
      expect(await lettersOf(known)).toMatchObject([unknown, unknown]);
      const upgraded = new Recorder('chooses', [userRegistered, older, userRenamed]);
      await fixture.adapters.subscriptionDesk.retry('chooses', null);
      await setUp([upgraded]).runner.drain();
      expect(upgraded.recorded).toHaveLength(2);
    });
  });

  describe('many at once', () => {
    const together = (handleAll: (count: number) => Promise<void>, isTransactional = false) => {
      const recorder = new Recorder('together', 'all', isTransactional);
      return Object.assign(recorder, {
        handleAll: async (events: readonly unknown[]) => handleAll(events.length),
      });
    };

    it.each([true, false])('go to one that takes them (transactional: %s)', async (isTransactional) => {
      await append(20);
      const batches: number[] = [];
      const subscription = together(async (count) => void batches.push(count), isTransactional);
      await setUp([subscription]).runner.drain();
      expect(batches).toEqual([3, 15, 2]);
      expect(subscription.recorded).toEqual([]);
      expect(await statusOf(subscription)).toMatchObject({ lag: 0 });
    });

    it.each([
      ['fails', true, () => Promise.reject(new Error('poison'))],
      ['fails', false, () => Promise.reject(new Error('poison'))],
      ['hangs', true, () => new Promise<void>(() => {})],
      ['hangs', false, () => new Promise<void>(() => {})],
    ])('go one by one when that %s (transactional: %s)', async (_, isTransactional, handleAll) => {
      await append(3);
      const subscription = together(handleAll, isTransactional);
      await setUp([subscription], { handlerTimeoutMs: 100 }).runner.drain();
      expect(subscription.recorded).toHaveLength(3);
      expect(await statusOf(subscription)).toMatchObject({ lag: 0, attempts: 0 });
    });
  });

  describe('when an instance', () => {
    /** Claims as an instance does that dies before it says anything more. */
    const die = async (subscription: Subscription) => {
      const lease = { subscription: subscription.name, owner: 'dead', milliseconds: 1 };
      await expect.poll(() => fixture.adapters.subscriptionStore.claim(subscription, lease)).not.toBeNull();
    };

    it('dies again and again with the same event, that one becomes a dead letter', async () => {
      await append(3);
      const recorder = new Recorder();
      await fixture.adapters.subscriptionStore.register([recorder]);
      for (const _ of times(settings.maxAttempts, () => 0)) await die(recorder);
      const { runner } = setUp([recorder]);
      await runner.drain();
      expect(recorder.recorded).toHaveLength(2);
      expect(await lettersOf(recorder)).toMatchObject([
        { attempts: 3, lastError: 'EventFailure: The process that handled it ended, or was cut off' },
      ]);
    });

    it('dies, what it may have handled together goes one by one', async () => {
      await append(20);
      const recorder = new Recorder();
      const batches: number[] = [];
      const together = Object.assign(recorder, {
        handleAll: async (events: readonly unknown[]) => void batches.push(events.length),
      });
      await fixture.adapters.subscriptionStore.register([together]);
      await die(together);
      await setUp([together]).runner.drain();
      // Five batches may have been one; what comes then is read in another.
      expect(recorder.recorded.length).toBeGreaterThanOrEqual(15);
      expect(recorder.recorded.length + batches.reduce((sum, count) => sum + count, 0)).toBe(20);
    });

    it('falls silent, another one takes over, and the first moves nothing any more', async () => {
      await append(5);
      const began = Promise.withResolvers<void>();
      const wakes = Promise.withResolvers<void>();
      const frozen = aSubscription({
        handle: async () => {
          began.resolve();
          await wakes.promise;
        },
      });
      const first = setUp([frozen], { leaseMs: 100 }, { renew: never });
      first.runner.start();
      await began.promise;
      const recorder = new Recorder(frozen.name);
      const second = setUp([recorder], { pollIntervalMs: 20, leaseMs: 5_000 });
      second.runner.start();
      await expect.poll(() => recorder.recorded.length).toBe(5);
      wakes.resolve();
      await expect
        .poll(() => first.logger.records.map(({ message }) => message))
        .toContain('Another instance has taken a subscription over');
      await second.runner.drain();
      expect(recorder.recorded).toHaveLength(5);
      expect(await statusOf(frozen)).toMatchObject({ lag: 0, attempts: 0, owner: null });
    });

    it('is closed while another one takes over, it ends, and moves nothing any more', async () => {
      await append(5);
      const began = Promise.withResolvers<void>();
      const mayGoOn = Promise.withResolvers<void>();
      const frozen = aSubscription({
        handle: async () => {
          began.resolve();
          await mayGoOn.promise;
        },
      });
      const first = setUp([frozen], { leaseMs: 100 }, { renew: never });
      first.runner.start();
      await began.promise;
      const closed = first.runner.close();
      const recorder = new Recorder(frozen.name);
      const second = setUp([recorder], { pollIntervalMs: 20, leaseMs: 5_000 });
      second.runner.start();
      await expect.poll(() => recorder.recorded.length).toBeGreaterThan(0);
      mayGoOn.resolve();
      await closed;
      await expect.poll(() => recorder.recorded.length).toBe(5);
      await second.runner.close();
      expect(recorder.recorded).toHaveLength(5);
      // The one that was cut off counts as a failure until something is handled.
      expect(await statusOf(frozen)).toMatchObject({ lag: 0, attempts: 0, owner: null });
    });

    it('works for long, its lease is renewed', async () => {
      await append(1);
      const recorder = new Recorder();
      const slow = aSubscription({
        name: recorder.name,
        handle: async (event) => {
          await delay(1_500);
          await recorder.handle(event);
        },
      });
      const [first, second] = times(2, () => setUp([slow], { leaseMs: 1_000 }).runner);
      await Promise.all([first?.drain(), second?.drain()]);
      expect(recorder.recorded).toHaveLength(1);
    });

    it('is closed, it finishes what it handles and gives the rest back', async () => {
      await append(3);
      const began = Promise.withResolvers<void>();
      const mayEnd = Promise.withResolvers<void>();
      const recorder = new Recorder();
      const slow = aSubscription({
        name: recorder.name,
        handle: async (event) => {
          began.resolve();
          await mayEnd.promise;
          await recorder.handle(event);
        },
      });
      const { runner } = setUp([slow]);
      runner.start();
      await began.promise;
      const closing = runner.close();
      mayEnd.resolve();
      await closing;
      expect(recorder.recorded).toHaveLength(1);
      expect(await statusOf(slow)).toMatchObject({ lag: 2, owner: null, attempts: 0 });
      await runner.drain();
      await setUp([recorder]).runner.drain();
      expect(recorder.recorded).toHaveLength(3);
    });
  });

  it('goes on when the store is back', async () => {
    await append(1);
    const recorder = new Recorder();
    let isDown = true;
    const { subscriptionStore } = fixture.adapters;
    const { runner, logger } = setUp(
      [recorder],
      { pollIntervalMs: 20 },
      {
        claim: (...args) => (isDown ? Promise.reject(new Error('down')) : subscriptionStore.claim(...args)),
      },
    );
    runner.start();
    await expect
      .poll(() => logger.records)
      .toMatchObject([{ level: 'error', message: 'A subscription cannot go on' }]);
    isDown = false;
    await expect.poll(() => recorder.recorded).toHaveLength(1);
  });

  it('refuses two of one name', () => {
    expect(() => setUp([new Recorder('same'), new Recorder('same')])).toThrow('two subscriptions named same');
  });
});

function never(): Promise<void> {
  return new Promise(() => {});
}

function lost(): Promise<void> {
  return Promise.reject(new LeaseLostError());
}

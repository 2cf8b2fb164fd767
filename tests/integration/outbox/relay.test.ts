import { describe, expect, it } from 'vitest';
import { EventRegistry } from '#application/events/event-registry.js';
import type { EventHandler, StoredEvent } from '#application/shared/outbox.js';
import { eventCatalogue } from '#domain/shared/domain-event.js';
import type { OutboxStore } from '#infrastructure/events/outbox-store.js';
import { OutboxRelay } from '#infrastructure/events/relay.js';
import { adapterTargets } from '../../contract/adapters.js';
import { times, useAdapters } from '../../contract/fixture.js';
import { aRecordingLogger } from '../../support/builders/logger.js';
import { aUser, registeredAt } from '../../support/builders/user.js';

const settings = { pollIntervalMs: 60_000, batchSize: 3, maxAttempts: 3, leaseSeconds: 30 };

/** A registry in which every event goes to the same handlers. */
function registryOf(...handlers: EventHandler[]): EventRegistry {
  return new EventRegistry([...eventCatalogue().values()].map((event) => [event, handlers]));
}

class Recorder implements EventHandler {
  readonly events: StoredEvent[] = [];

  async handle(event: StoredEvent): Promise<void> {
    this.events.push(event);
  }

  get ids(): string[] {
    return this.events.map(({ id }) => id);
  }
}

describe.each(adapterTargets)('the outbox relay on $name', ({ open }) => {
  const fixture = useAdapters(open);
  const append = (count: number) =>
    fixture.run(async () => {
      for (const user of times(count, () => aUser())) await fixture.adapters.users.add(user);
    });
  const setUp = (...handlers: EventHandler[]) => {
    const clock = { time: registeredAt.getTime(), now: () => new Date(clock.time) };
    const logger = aRecordingLogger();
    const makeRelay = (overrides: Partial<typeof settings> = {}) => {
      const { outboxStore, outboxSignal } = fixture.adapters;
      const registry = registryOf(...handlers);
      return new OutboxRelay(outboxStore, registry, outboxSignal, clock, logger, {
        ...settings,
        ...overrides,
      });
    };
    const pass = (seconds: number) => {
      clock.time += seconds * 1000;
    };
    return { relay: makeRelay(), makeRelay, clock, pass, logger };
  };

  it('delivers what was committed, oldest first, once', async () => {
    await append(10);
    const recorder = new Recorder();
    const { relay } = setUp(recorder);
    await relay.drain();
    expect(recorder.events).toHaveLength(10);
    expect(recorder.ids).toEqual(recorder.ids.toSorted());
    expect(recorder.events[0]).toMatchObject({ name: 'user.registered', payload: { roles: ['user'] } });
    await relay.drain();
    expect(recorder.events).toHaveLength(10);
  });

  it('is woken by a commit', async () => {
    const delivered = Promise.withResolvers<StoredEvent>();
    const { relay } = setUp({ handle: async (event) => delivered.resolve(event) });
    relay.start();
    await relay.drain();
    await append(1);
    expect((await delivered.promise).name).toBe('user.registered');
    await relay.close();
  });

  it('looks by itself at intervals', async () => {
    const delivered = Promise.withResolvers<void>();
    const { makeRelay, clock } = setUp({ handle: async () => delivered.resolve() });
    clock.time = 0;
    await append(1);
    const relay = makeRelay({ pollIntervalMs: 1 });
    relay.start();
    await relay.drain();
    const alive = setInterval(() => undefined, 1_000);
    clock.time = registeredAt.getTime();
    await delivered.promise;
    clearInterval(alive);
    await relay.close();
  });

  it('gives each event to one of several relays', async () => {
    await append(40);
    const recorder = new Recorder();
    const { makeRelay } = setUp(recorder);
    const relays = times(4, () => makeRelay());
    await Promise.all(relays.map((relay) => relay.drain()));
    await Promise.all(relays.map((relay) => relay.drain()));
    expect(recorder.ids.toSorted()).toEqual([...new Set(recorder.ids)].sort());
    expect(recorder.events).toHaveLength(40);
  });

  it('delivers outside any transaction', async () => {
    await append(1);
    const results: unknown[] = [];
    const { relay } = setUp({
      handle: async () => {
        results.push(await fixture.adapters.users.add(aUser()).catch((error: Error) => error.message));
      },
    });
    await fixture.run(() => relay.drain());
    expect(results).toEqual([expect.stringMatching(/unit of work/)]);
  });

  it('tries again, later and later, and parks what fails for good', async () => {
    await append(1);
    let deliveries = 0;
    const secret = 'postgres://user:canary@host/db';
    const { relay, pass, logger } = setUp({
      handle: async () => {
        deliveries += 1;
        throw new Error(`cannot reach ${secret}`);
      },
    });
    const deliveriesAfter = async (seconds: number) => {
      pass(seconds);
      await relay.drain();
      return deliveries;
    };
    expect(await deliveriesAfter(0)).toBe(1);
    expect(await deliveriesAfter(0.999)).toBe(1);
    expect(await deliveriesAfter(0.001)).toBe(2);
    expect(await deliveriesAfter(1.999)).toBe(2);
    expect(await deliveriesAfter(0.001)).toBe(3);
    expect(await deliveriesAfter(1_000_000)).toBe(3);
    expect(logger.records.map(({ level }) => level)).toEqual(['warn', 'warn', 'error']);
    expect(await fixture.takeEvents()).toEqual([]);
  });

  it('does not let one bad event or handler hold up the others', async () => {
    await append(5);
    const recorder = new Recorder();
    const [poison] = await fixture.adapters.outboxStore.claim(1, registeredAt, registeredAt);
    const failing: EventHandler = {
      handle: async ({ id }) => {
        if (id === poison?.event.id) throw new Error('poison');
      },
    };
    const { relay } = setUp(failing, recorder);
    await relay.drain();
    expect(new Set(recorder.ids).size).toBe(5);
  });

  it('hands many at once to a handler that takes them, and to the others one by one', async () => {
    await append(5);
    const batches: number[] = [];
    const together: EventHandler = {
      handle: async () => {
        batches.push(1);
      },
      handleAll: async (events) => {
        batches.push(events.length);
      },
    };
    const recorder = new Recorder();
    const { relay } = setUp(together, recorder);
    await relay.drain();
    expect(batches).toEqual([settings.batchSize, 5 - settings.batchSize]);
    expect(recorder.events).toHaveLength(5);
    expect(await fixture.takeEvents()).toEqual([]);
  });

  it.each([
    ['fails', () => Promise.reject(new Error('poison'))],
    ['hangs', () => new Promise<void>(() => {})],
  ])('hands them over one by one when that %s', async (_, handleAll) => {
    await append(3);
    const recorder = new Recorder();
    const { makeRelay } = setUp({ handle: (event) => recorder.handle(event), handleAll });
    await makeRelay({ leaseSeconds: 0.5 }).drain();
    expect(new Set(recorder.ids).size).toBe(3);
    expect(recorder.events).toHaveLength(3);
    expect(await fixture.takeEvents()).toEqual([]);
  });

  it('does not let an event that is not registered hold up the others', async () => {
    await append(3);
    const recorder = new Recorder();
    const { outboxStore, outboxSignal } = fixture.adapters;
    const { clock, logger } = setUp();
    const store: OutboxStore = {
      claim: async (...args) => {
        const [first, ...others] = await outboxStore.claim(...args);
        if (first === undefined) return [];
        return [{ ...first, event: { ...first.event, name: 'of.a_newer_version' } }, ...others];
      },
      markDelivered: (...args) => outboxStore.markDelivered(...args),
      retryAt: (...args) => outboxStore.retryAt(...args),
      park: (...args) => outboxStore.park(...args),
      release: (...args) => outboxStore.release(...args),
    };
    const relay = new OutboxRelay(store, registryOf(recorder), outboxSignal, clock, logger, settings);
    await relay.drain();
    expect(recorder.events).toHaveLength(2);
    expect(logger.records).toMatchObject([{ level: 'warn', fields: { eventName: 'of.a_newer_version' } }]);
  });

  it('parks an event whose delivery always ends with its process', async () => {
    await append(1);
    const recorder = new Recorder();
    const { relay, pass, clock } = setUp(recorder);
    for (const _ of times(settings.maxAttempts, () => 0)) {
      await fixture.adapters.outboxStore.claim(1, clock.now(), new Date(clock.time + 1_000));
      pass(1);
    }
    await relay.drain();
    expect(recorder.events).toEqual([]);
    expect(await fixture.takeEvents()).toEqual([]);
  });

  it('gives up on a handler that hangs', async () => {
    await append(1);
    const { makeRelay, logger } = setUp({ handle: () => new Promise(() => {}) });
    await makeRelay({ leaseSeconds: 0.01 }).drain();
    expect(logger.records).toMatchObject([{ level: 'warn', fields: { attempt: 1 } }]);
  });

  it('finishes what is being delivered when it is closed, and gives the rest back', async () => {
    await append(3);
    const began = Promise.withResolvers<void>();
    const mayEnd = Promise.withResolvers<void>();
    const delivered: string[] = [];
    const { relay, makeRelay } = setUp({
      handle: async ({ id }) => {
        began.resolve();
        await mayEnd.promise;
        delivered.push(id);
      },
    });
    relay.start();
    await began.promise;
    const closing = relay.close();
    mayEnd.resolve();
    await closing;
    expect(delivered).toHaveLength(1);
    relay.wake();
    await relay.drain();
    expect(delivered).toHaveLength(1);
    await makeRelay().drain();
    expect(new Set(delivered).size).toBe(3);
    expect(delivered).toHaveLength(3);
  });

  it('stops delivering a batch when its lease is over', async () => {
    await append(3);
    const seen: string[] = [];
    const { relay, pass } = setUp({
      handle: async ({ id }) => {
        seen.push(id);
        pass(settings.leaseSeconds);
      },
    });
    await relay.drain();
    expect(seen).toHaveLength(3);
    expect(new Set(seen).size).toBe(3);
  });

  it('survives a store that fails', async () => {
    const { clock, logger } = setUp();
    const failing = { ...fixture.adapters.outboxStore, claim: () => Promise.reject(new Error('down')) };
    const { outboxSignal } = fixture.adapters;
    const relay = new OutboxRelay(failing as never, registryOf(), outboxSignal, clock, logger, settings);
    await relay.drain();
    expect(logger.records).toMatchObject([{ level: 'error', message: 'The outbox cannot be read' }]);
    await relay.close();
  });
});

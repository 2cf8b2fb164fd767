import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '#application/events/stored-event.js';
import type { Subscription } from '#application/events/subscription.js';
import { userRenamed } from '#domain/users/events.js';
import { Username } from '#domain/users/username.js';
import { LeaseLostError } from '#infrastructure/events/event-failures.js';
import type { Lease, Turn } from '#infrastructure/events/subscription-store.js';
import { aContext } from '../../support/builders/context.js';
import { aSubscription } from '../../support/builders/subscription.js';
import { aUser, registeredAt } from '../../support/builders/user.js';
import type { AdapterTarget } from '../adapters.js';
import { times, useAdapters } from '../fixture.js';

const boom = new Error('boom');
/** Of the unit of work that runs. */
const outside = AsyncLocalStorage.snapshot();
const minute = 60_000;

export function subscriptionStoreContract(open: AdapterTarget['open']): void {
  const fixture = useAdapters(open);
  const store = () => fixture.adapters.subscriptionStore;
  const all = aSubscription();

  const append = (count: number) =>
    fixture.run(async () => {
      for (const user of times(count, () => aUser())) await fixture.adapters.users.add(user);
    });
  const rename = async (name: string) => {
    const user = await fixture.addUser(aUser());
    await fixture.run(async () => {
      user.rename(Username.parse(name), registeredAt);
      await fixture.adapters.users.save(user);
    });
  };
  const leaseOf = (owner: string, milliseconds = minute, { name }: Subscription = all): Lease => ({
    subscription: name,
    owner,
    milliseconds,
  });
  const claim = async (lease: Lease, subscription = all): Promise<Turn> => {
    const turn = await store().claim(subscription, lease);
    if (turn === null) throw new Error('There is no turn to be had');
    return turn;
  };
  const read = async ({ position, end }: Turn, subscription = all, limit = 100) =>
    (await store().read(subscription, position, end, limit)).map((event) => event.position);
  const begin = async (count: number, lease = leaseOf('first')) => {
    await append(count);
    await store().register([all]);
    const turn = await claim(lease);
    return { lease, turn, events: await store().read(all, 0, turn.end, 100) };
  };

  describe('register', () => {
    it('begins where the subscription says, once', async () => {
      const [fromNow, later] = [
        aSubscription({ name: 'now', start: 'now' }),
        aSubscription({ name: 'later' }),
      ];
      await append(3);
      await store().register([all, fromNow]);
      expect(await store().due([fromNow])).toEqual([]);
      await append(1);
      await store().register([all, fromNow, later]);
      expect(await read(await claim(leaseOf('a')))).toHaveLength(4);
      expect(await read(await claim(leaseOf('a', minute, fromNow), fromNow), fromNow)).toHaveLength(1);
      expect(await read(await claim(leaseOf('a', minute, later), later), later)).toHaveLength(4);
    });
  });

  describe('claim', () => {
    it('gives no turn where there is nothing to do', async () => {
      expect(await store().claim(all, leaseOf('first'))).toBeNull();
      await store().register([all]);
      expect(await store().claim(all, leaseOf('first'))).toBeNull();
      expect(await store().due([all])).toEqual([]);
    });

    it('gives it to one of several', async () => {
      await append(1);
      await store().register([all]);
      const claims = await Promise.all(times(6, (index) => store().claim(all, leaseOf(`owner ${index}`))));
      const given = claims.filter((turn) => turn !== null);
      expect(given).toEqual([
        { position: 0, end: expect.any(Number), attempts: 0, isTakenOver: false, isReady: true },
      ]);
      expect(await store().due([all])).toEqual([all.name]);
    });

    it('gives it to another one when there is no sign of life, which counts as an attempt', async () => {
      await begin(1, leaseOf('first', 1));
      await expect.poll(() => store().claim(all, leaseOf('second', 1))).not.toBeNull();
      await expect
        .poll(() => store().claim(all, leaseOf('third')))
        .toMatchObject({
          attempts: 2,
          isTakenOver: true,
        });
      expect(await store().claim(all, leaseOf('fourth'))).toBeNull();
    });

    it('lets whoever gives signs of life go on', async () => {
      const { events } = await begin(2, leaseOf('first', 50));
      const lease = leaseOf('first', 60_000);
      await store().renew(lease);
      await delay(100);
      expect(await store().claim(all, leaseOf('second'))).toBeNull();
      await store().move(lease, events[0]?.position as number);
    });

    it('gives it at once, and uncounted, when it was given back', async () => {
      const { lease } = await begin(1);
      await store().release(lease);
      expect(await claim(leaseOf('second'))).toMatchObject({ position: 0, attempts: 0, isTakenOver: false });
    });
  });

  describe('read', () => {
    it('gives events in the order in which they were appended, at most so many', async () => {
      const { turn, events } = await begin(5);
      const positions = events.map(({ position }) => position);
      expect(positions).toHaveLength(5);
      expect(positions).toEqual(positions.toSorted((a, b) => a - b));
      expect(await read(turn, all, 2)).toEqual(positions.slice(0, 2));
      expect(await read({ ...turn, position: positions[1] as number }, all, 2)).toEqual(
        positions.slice(2, 4),
      );
      expect(await read({ ...turn, end: positions[3] as number })).toEqual(positions.slice(0, 4));
    });

    it('gives every field, as the listeners of the appender were told', async () => {
      const told: StoredEvent[] = [];
      const listener = { appended: async (events: readonly StoredEvent[]) => void told.push(...events) };
      fixture.adapters.appendedEvents.push(listener);
      const context = aContext();
      await fixture.adapters.unitOfWork.run(context, () => fixture.adapters.users.add(aUser()));
      const events = await fixture.takeEvents();
      expect(events).toEqual(told);
      const { ip, userAgent, requestId } = context;
      expect(events).toMatchObject([{ actorId: context.principal.userId, ip, userAgent, requestId }]);
    });

    it('gives a subscription its own events only', async () => {
      const renames = aSubscription({ events: [userRenamed] });
      await append(2);
      await store().register([renames]);
      expect(await store().due([renames])).toEqual([]);
      expect(await store().claim(renames, leaseOf('first'))).toBeNull();
      await rename('renamed');
      await append(2);
      const turn = await claim(leaseOf('first'), renames);
      const events = await store().read(renames, turn.position, turn.end, 100);
      expect(events).toMatchObject([{ name: 'user.renamed', payload: { to: 'renamed' } }]);
      await store().finish(leaseOf('first'), turn.end);
      expect(await store().due([renames])).toEqual([]);
    });
  });

  describe('move', () => {
    it('does not give again what is done with', async () => {
      const { lease, turn, events } = await begin(3);
      const position = events[1]?.position as number;
      await store().move(lease, position);
      await store().release(lease);
      expect(await read(await claim(leaseOf('second')))).toEqual([events[2]?.position]);
      await store().finish(leaseOf('second'), turn.end);
      expect(await store().claim(all, leaseOf('third'))).toBeNull();
    });

    it('is rolled back with the unit of work', async () => {
      const { lease, events } = await begin(2);
      const failing = fixture.run(async () => {
        await store().hold(lease);
        await store().finish(lease, events[1]?.position as number);
        throw boom;
      });
      await expect(failing).rejects.toBe(boom);
      await store().release(lease);
      expect(await claim(leaseOf('second'))).toMatchObject({ position: 0 });
    });

    it('listens to the present owner only', async () => {
      const { lease, events } = await begin(3, leaseOf('first', 1));
      await expect.poll(() => store().claim(all, leaseOf('second'))).not.toBeNull();
      const [event] = events;
      if (event === undefined) throw new Error('Nothing was read');
      const failure = { attempts: 1, error: 'late' };
      await expect(store().move(lease, event.position)).rejects.toThrow(LeaseLostError);
      await expect(store().finish(lease, event.position)).rejects.toThrow(LeaseLostError);
      await expect(store().renew(lease)).rejects.toThrow(LeaseLostError);
      await expect(store().release(lease)).rejects.toThrow(LeaseLostError);
      await expect(store().postpone(lease, failure, 0)).rejects.toThrow(LeaseLostError);
      await expect(store().park(lease, event, failure)).rejects.toThrow(LeaseLostError);
      await expect(fixture.run(() => store().hold(lease))).rejects.toThrow(LeaseLostError);
      await store().release(leaseOf('second'));
      expect(await claim(leaseOf('third'))).toMatchObject({ position: 0 });
      expect(await fixture.adapters.subscriptionDesk.deadLetters(all.name, 0, 10)).toEqual([]);
    });
  });

  it('lets nobody take over what is held, until the unit of work has ended', async () => {
    const { lease, events } = await begin(2, leaseOf('first', 1));
    const position = events[0]?.position as number;
    await fixture.run(async () => {
      await store().hold(lease);
      await delay(10);
      expect(await outside(() => store().claim(all, leaseOf('second')))).toBeNull();
      await store().move(lease, position);
    });
    await expect.poll(() => store().claim(all, leaseOf('second'))).toMatchObject({ position });
  });

  describe('postpone', () => {
    it('gives the turn to nobody before the time has come', async () => {
      const { lease } = await begin(1);
      await store().postpone(lease, { attempts: 3, error: 'reason' }, 3_600_000);
      expect(await store().due([all])).toEqual([]);
      expect(await store().claim(all, leaseOf('second'))).toBeNull();
    });

    it('gives the turn again when it has', async () => {
      const { lease } = await begin(1);
      await store().postpone(lease, { attempts: 3, error: 'reason' }, -1);
      const turn = await store().claim(all, leaseOf('second'));
      expect(turn).toMatchObject({ position: 0, attempts: 3, isTakenOver: false, isReady: true });
    });

    it('is forgotten when the event has been handled', async () => {
      const { lease, turn } = await begin(1);
      await store().postpone(lease, { attempts: 3, error: 'reason' }, -1);
      await claim(leaseOf('second'));
      await store().finish(leaseOf('second'), turn.end);
      await append(1);
      expect(await claim(leaseOf('third'))).toMatchObject({ attempts: 0 });
    });
  });

  describe('dead letters', () => {
    const park = async () => {
      const { lease, turn, events } = await begin(2);
      const [event] = events;
      if (event === undefined) throw new Error('Nothing was read');
      await store().park(lease, event, { attempts: 8, error: 'reason' });
      return { lease, turn, event, next: events[1]?.position };
    };

    it('are passed by, and due when they are to be tried again', async () => {
      const { lease, event, next } = await park();
      await store().release(lease);
      expect(await store().dueLetters(all.name, 10)).toEqual([]);
      expect(await fixture.adapters.subscriptionDesk.retry(all.name, event.id)).toBe(1);
      expect(await store().dueLetters(all.name, 10)).toEqual([{ event, attempts: 8 }]);
      expect(await read(await claim(leaseOf('second')))).toEqual([next]);
    });

    it('are a reason for a turn, also while the next event waits', async () => {
      const { lease } = await park();
      await store().postpone(lease, { attempts: 1, error: 'other' }, minute);
      expect(await store().due([all])).toEqual([]);
      await fixture.adapters.subscriptionDesk.retry(all.name, null);
      expect(await store().due([all])).toEqual([all.name]);
      expect(await claim(leaseOf('second'))).toMatchObject({ isReady: false, attempts: 1 });
    });

    it('are gone when they have been handled, and stay when not', async () => {
      const { event } = await park();
      const { subscriptionDesk: desk } = fixture.adapters;
      await desk.retry(all.name, null);
      await store().keep(all.name, event.position, { attempts: 9, error: 'again' });
      expect(await store().dueLetters(all.name, 10)).toEqual([]);
      expect(await desk.deadLetters(all.name, 0, 10)).toMatchObject([{ attempts: 9, lastError: 'again' }]);
      await desk.retry(all.name, null);
      const failing = fixture.run(async () => {
        await store().settle(all.name, event.position);
        throw boom;
      });
      await expect(failing).rejects.toBe(boom);
      expect(await store().dueLetters(all.name, 10)).toHaveLength(1);
      await store().settle(all.name, event.position);
      expect(await desk.deadLetters(all.name, 0, 10)).toEqual([]);
    });
  });

  describe('the event appender', () => {
    it('tells of what it has appended, with its place in the log', async () => {
      const told: unknown[] = [];
      fixture.adapters.appendedEvents.push({ appended: async (events) => void told.push(...events) });
      await append(2);
      expect(told).toHaveLength(2);
      expect(told).toEqual(await fixture.takeEvents());
    });

    it('does so within the transaction', async () => {
      fixture.adapters.appendedEvents.push({ appended: () => Promise.reject(boom) });
      const user = aUser();
      await expect(fixture.addUser(user)).rejects.toBe(boom);
      expect(await fixture.adapters.users.findById(user.id)).toBeNull();
      expect(await fixture.takeEvents()).toEqual([]);
    });
  });
}

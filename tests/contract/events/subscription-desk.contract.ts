import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '#application/events/stored-event.js';
import { userRenamed } from '#domain/users/events.js';
import { LeaseLostError } from '#infrastructure/events/event-failures.js';
import { testIds } from '#testing/ids.js';
import { aSubscription } from '../../support/builders/subscription.js';
import { aUser } from '../../support/builders/user.js';
import type { AdapterTarget } from '../adapters.js';
import { times, useAdapters } from '../fixture.js';

export function subscriptionDeskContract(open: AdapterTarget['open']): void {
  const fixture = useAdapters(open);
  const desk = () => fixture.adapters.subscriptionDesk;
  const store = () => fixture.adapters.subscriptionStore;
  const all = aSubscription({ name: 'all' });
  const renames = aSubscription({ name: 'renames', events: [userRenamed] });
  const lease = { subscription: all.name, owner: 'owner', milliseconds: 60_000 };

  const append = (count: number) =>
    fixture.run(async () => {
      for (const user of times(count, () => aUser())) await fixture.adapters.users.add(user);
    });
  const statusOf = async (name: string) =>
    (await desk().list([all, renames])).find((status) => status.name === name);
  /** So many events, of which `all` has parked the first ones. */
  const begin = async (count: number, parked = 0): Promise<readonly StoredEvent[]> => {
    await append(count);
    await store().register([all, renames]);
    const turn = await store().claim(all, lease);
    const events = await store().read(all, 0, turn?.end ?? 0, 100);
    for (const event of events.slice(0, parked)) {
      await store().park(lease, event, { attempts: 8, error: 'reason' });
    }
    return events;
  };

  describe('list', () => {
    it('has those that have not begun where they will begin', async () => {
      await append(2);
      const fromNow = aSubscription({ name: 'from-now', start: 'now' });
      const nothingYet = { attempts: 0, retryAt: null, lastError: null, deadLetters: 0, owner: null };
      expect(await desk().list([all, renames, fromNow])).toMatchObject([
        { name: 'all', position: 0, lag: 2, oldestUnhandledSeconds: expect.any(Number), ...nothingYet },
        { name: 'from-now', lag: 0, oldestUnhandledSeconds: null, ...nothingYet },
        { name: 'renames', position: 0, lag: 0, ...nothingYet },
      ]);
      await store().register([all]);
      expect(await desk().list([])).toMatchObject([{ name: 'all', lag: 2 }]);
    });

    it('tells how far each has come, and who is at work on it', async () => {
      await begin(3, 1);
      expect(await desk().list([all, renames])).toEqual([
        {
          name: 'all',
          position: expect.any(Number),
          lag: 2,
          oldestUnhandledSeconds: expect.any(Number),
          attempts: 0,
          retryAt: null,
          lastError: null,
          deadLetters: 1,
          owner: 'owner',
          leaseUntil: expect.any(Date),
        },
        {
          name: 'renames',
          position: 0,
          lag: 0,
          oldestUnhandledSeconds: null,
          attempts: 0,
          retryAt: null,
          lastError: null,
          deadLetters: 0,
          owner: null,
          leaseUntil: null,
        },
      ]);
      const age = (await statusOf('all'))?.oldestUnhandledSeconds;
      expect(age).toBeGreaterThanOrEqual(0);
      expect(age).toBeLessThan(60);
    });

    it('tells what fails, and when it is tried again', async () => {
      await begin(1);
      await store().postpone(lease, { attempts: 2, error: 'reason' }, 60_000);
      const { retryAt, ...status } = (await statusOf('all')) ?? {};
      expect(status).toMatchObject({ attempts: 2, lastError: 'reason', lag: 1, owner: null });
      expect(retryAt?.getTime()).toBeGreaterThan(Date.now());
    });
  });

  describe('dead letters', () => {
    it('are listed in order, page by page', async () => {
      const [first, second, third] = await begin(4, 3);
      const letter = { parkedAt: expect.any(Date), attempts: 8, lastError: 'reason', isDue: false };
      expect(await desk().deadLetters('all', 0, 2)).toEqual([
        { event: first, ...letter },
        { event: second, ...letter },
      ]);
      expect(await desk().deadLetters('all', second?.position ?? 0, 2)).toEqual([
        { event: third, ...letter },
      ]);
      expect(await desk().deadLetters('renames', 0, 2)).toEqual([]);
    });

    it('are tried again, one or all', async () => {
      const [, second] = await begin(3, 3);
      const due = async () => (await desk().deadLetters('all', 0, 10)).map(({ isDue }) => isDue);
      expect(await desk().retry('all', testIds.next())).toBe(0);
      expect(await desk().retry('renames', null)).toBe(0);
      expect(await desk().retry('all', second?.id ?? '')).toBe(1);
      expect(await due()).toEqual([false, true, false]);
      expect(await desk().retry('all', null)).toBe(3);
      expect(await due()).toEqual([true, true, true]);
    });

    it('are found by the id of their event', async () => {
      const [first] = await begin(2, 1);
      expect(await desk().findDeadLetter('all', testIds.next())).toBeNull();
      expect(await desk().findDeadLetter('renames', first?.id ?? '')).toBeNull();
      const [listed] = await desk().deadLetters('all', 0, 10);
      expect(await desk().findDeadLetter('all', first?.id ?? '')).toEqual(listed);
    });

    it('are discarded one by one', async () => {
      const [first, second] = await begin(2, 2);
      expect(await desk().discard('all', testIds.next())).toBe(false);
      expect(await desk().discard('renames', first?.id ?? '')).toBe(false);
      expect(await desk().discard('all', first?.id ?? '')).toBe(true);
      expect(await desk().discard('all', first?.id ?? '')).toBe(false);
      expect(await desk().deadLetters('all', 0, 10)).toMatchObject([{ event: second }]);
    });
  });

  describe('replay', () => {
    it('begins anew, and takes the turn from whoever has it', async () => {
      const events = await begin(3, 1);
      await store().move(lease, events[2]?.position ?? 0);
      expect(await desk().replay('all', null)).toBe((events[0]?.position ?? 0) - 1);
      await expect(store().move(lease, events[2]?.position ?? 0)).rejects.toThrow(LeaseLostError);
      expect(await statusOf('all')).toMatchObject({ lag: 3, deadLetters: 0, owner: null, attempts: 0 });
    });

    it('begins with what was appended since a point in time, and never goes forward', async () => {
      const before = await begin(2, 1);
      await delay(20);
      const since = new Date();
      await delay(20);
      await append(3);
      const { position } = (await statusOf('all')) ?? {};
      expect(await desk().replay('all', since)).toBe(position);
      await store().claim(all, lease);
      const end = before[1]?.position ?? 0;
      await store().finish(lease, end + 3);
      expect(await desk().replay('all', new Date('2999-01-01'))).toBe(end + 3);
      expect(await desk().replay('all', since)).toBe(end);
      expect(await statusOf('all')).toMatchObject({ lag: 3, deadLetters: 1 });
    });

    it('is impossible for what has never run', async () => {
      expect(await desk().replay('unheard-of', null)).toBeNull();
    });
  });
}

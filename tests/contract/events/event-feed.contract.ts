import { expect, it } from 'vitest';
import { everyEvent } from '#application/events/event-feed.js';
import { SharedEventTail } from '#infrastructure/events/shared-event-tail.js';
import { silentLogger } from '#testing/loggers.js';
import { aSubscription } from '../../support/builders/subscription.js';
import { aUser } from '../../support/builders/user.js';
import type { AdapterTarget } from '../adapters.js';
import { times, useAdapters } from '../fixture.js';

export function eventFeedContract(open: AdapterTarget['open']): void {
  const fixture = useAdapters(open);
  const feed = () => fixture.adapters.eventFeed;
  /** Each in a transaction of its own. @returns the ids of the users, whose registrations the log has now. */
  const append = async (count: number): Promise<string[]> => {
    const users = times(count, () => aUser());
    for (const user of users) await fixture.addUser(user);
    return users.map(({ id }) => id);
  };
  const renamed = { types: ['user.renamed'], subject: null };
  const registered = { types: ['user.registered', 'user.renamed'], subject: null };
  /** Has every event handled up to there, and deletes those. */
  const deleteUpTo = async (position: number) => {
    const subscription = aSubscription();
    const lease = { subscription: subscription.name, owner: 'owner', milliseconds: 60_000 };
    await fixture.adapters.subscriptionStore.register([subscription]);
    await fixture.adapters.subscriptionStore.claim(subscription, lease);
    await fixture.adapters.subscriptionStore.finish(lease, position);
    return fixture.adapters.eventRetention.deleteOverFor(-60, 100);
  };

  it('has nothing, and a place to go on from, while nothing has happened', async () => {
    const page = await feed().read('beginning', everyEvent, 10);
    expect(page).toEqual({ events: [], next: 0, hasMore: false, end: 0, start: 0, last: 0 });
    expect(await feed().read('now', everyEvent, 10)).toEqual(page);
  });

  it('gives the events in order, page by page, as they were recorded', async () => {
    const ids = await append(3);
    const first = await feed().read('beginning', everyEvent, 2);
    expect(first.events.map(({ subjectId }) => subjectId)).toEqual(ids.slice(0, 2));
    expect(first).toMatchObject({ next: first.events[1]?.position, hasMore: true });
    const second = await feed().read(first.next, everyEvent, 2);
    expect(second.events.map(({ subjectId }) => subjectId)).toEqual(ids.slice(2));
    expect(second).toMatchObject({ hasMore: false, next: second.last });
    expect(await feed().read(second.next, everyEvent, 2)).toMatchObject({ events: [], next: second.next });
    expect([...first.events, ...second.events]).toEqual(await fixture.takeEvents());
  });

  it('begins now with what comes next', async () => {
    await append(1);
    const { events, next } = await feed().read('now', everyEvent, 10);
    expect(events).toEqual([]);
    const [id] = await append(1);
    expect((await feed().read(next, everyEvent, 10)).events).toMatchObject([{ subjectId: id }]);
  });

  it('gives those of a type or of a subject, and goes on behind the others', async () => {
    const [first = '', second = ''] = await append(2);
    const { last } = await feed().read('now', everyEvent, 1);
    expect(await feed().read('beginning', renamed, 10)).toMatchObject({ events: [], next: last });
    expect((await feed().read('beginning', registered, 10)).events).toHaveLength(2);
    const ofSecond = await feed().read('beginning', { types: null, subject: second }, 10);
    expect(ofSecond.events).toMatchObject([{ subjectId: second }]);
    const ofFirst = await feed().read('beginning', { types: ['user.registered'], subject: first }, 1);
    expect(ofFirst).toMatchObject({ events: [{ subjectId: first }], hasMore: true });
  });

  it('does not show what is not committed, nor what was rolled back', async () => {
    const failure = new Error('rolled back');
    const add = fixture.run(async () => {
      await fixture.adapters.users.add(aUser());
      throw failure;
    });
    await expect(add).rejects.toBe(failure);
    expect((await feed().read('beginning', everyEvent, 10)).events).toEqual([]);
    const [id] = await append(1);
    expect((await feed().read('beginning', everyEvent, 10)).events).toMatchObject([{ subjectId: id }]);
  });

  it('says from where on it is whole, also where positions are left out', async () => {
    await append(4);
    const { events } = await feed().read('beginning', everyEvent, 10);
    const [first, second, third] = events.map(({ position }) => position);
    expect(await deleteUpTo(second as number)).toBe(2);
    const rest = await feed().read('beginning', everyEvent, 10);
    expect(rest.start).toBe(second);
    expect(rest.events.map(({ position }) => position)).toEqual(
      events.slice(2).map(({ position }) => position),
    );
    expect((await feed().read(first as number, everyEvent, 10)).start).toBe(second);
    expect(await feed().read(third as number, everyEvent, 10)).toMatchObject({ events: events.slice(3) });
  });

  it('stays where it is when everything is deleted', async () => {
    await append(2);
    const { next } = await feed().read('beginning', everyEvent, 10);
    expect(await deleteUpTo(next)).toBe(2);
    const empty = { events: [], next, hasMore: false, end: next, start: next, last: next };
    expect(await feed().read('beginning', everyEvent, 10)).toEqual(empty);
    expect(await feed().read(next, everyEvent, 10)).toEqual(empty);
  });

  it('has one tail for all who wait, each with what it wants, in order and without a gap', async () => {
    const tail = new SharedEventTail(feed(), fixture.adapters.eventSignal, silentLogger, {
      pollIntervalMs: 10,
    });
    const consumer = (types: readonly string[] | null, enough: number) => {
      const subjects: string[] = [];
      const { promise: done, resolve } = Promise.withResolvers<void>();
      const take = (events: readonly { readonly subjectId: string }[]) => {
        subjects.push(...events.map(({ subjectId }) => subjectId));
        if (subjects.length >= enough) resolve();
      };
      return { filter: { types, subject: null }, subjects, done, take, lost: () => {} };
    };
    const [early, other, late] = [consumer(null, 60), consumer(['user.renamed'], 1), consumer(null, 30)];
    const { next: begin } = await feed().read('now', everyEvent, 1);
    expect(tail.join(begin, begin, early)).not.toBeNull();
    expect(tail.join(begin, begin, other)).not.toBeNull();
    const first = (await Promise.all(times(10, () => append(3)))).flat();
    await expect.poll(() => early.subjects.length).toBe(30);
    // It has come further: whoever is behind reads on alone, up to where it is.
    expect(tail.join(begin, begin, late)).toBeNull();
    const { next } = await feed().read(begin, everyEvent, 100);
    expect(tail.join(next, next, late)).not.toBeNull();
    const second = (await Promise.all(times(10, () => append(3)))).flat();
    await Promise.all([early.done, late.done]);
    const inOrder = (await feed().read(begin, everyEvent, 100)).events.map(({ subjectId }) => subjectId);
    expect(early.subjects).toEqual(inOrder);
    expect(late.subjects).toEqual(inOrder.slice(30));
    expect(new Set(inOrder)).toEqual(new Set([...first, ...second]));
    expect(other.subjects).toEqual([]);
    await tail.close();
  });
}

import { expect, it } from 'vitest';
import type { Subscription } from '#application/events/subscription.js';
import { attemptLimits } from '#domain/auth/lockout-policy.js';
import { aSession, openedAt } from '../support/builders/session.js';
import { aSubscription } from '../support/builders/subscription.js';
import { aUser } from '../support/builders/user.js';
import type { AdapterTarget } from './adapters.js';
import { times, useAdapters } from './fixture.js';

const at = (seconds: number) => new Date(openedAt.getTime() + seconds * 1000);

export function housekeepingStoreContract(open: AdapterTarget['open']): void {
  const fixture = useAdapters(open);
  const store = () => fixture.adapters.housekeeping;

  it('deletes sessions that ended or passed their absolute limit', async () => {
    const { id: userId } = await fixture.addUser(aUser());
    const alive = await fixture.addSession(aSession({ userId }));
    const expired = await fixture.addSession(
      aSession({ userId, lifetimes: { idleSeconds: 5, absoluteSeconds: 10 } }),
    );
    const ended = await fixture.addSession(aSession({ userId }));
    ended.revoke('logout', at(20));
    await fixture.run(() => fixture.adapters.sessions.save(ended));
    expect(await store().deleteSessions(at(10), 10)).toBe(0);
    expect(await store().deleteSessions(at(20.001), 1)).toBe(1);
    expect(await store().deleteSessions(at(20.001), 10)).toBe(1);
    expect(await fixture.adapters.sessions.findById(alive.id)).not.toBeNull();
    expect(await fixture.adapters.sessions.findById(expired.id)).toBeNull();
    expect(await fixture.adapters.sessions.findById(ended.id)).toBeNull();
  });

  it('deletes old events that every subscription has passed and none has parked', async () => {
    const [fast, slow] = ['fast', 'slow'].map((name) => aSubscription({ name }));
    const lease = ({ name }: Subscription) => ({ subscription: name, owner: name, milliseconds: 60_000 });
    const { subscriptionStore: events, subscriptionDesk } = fixture.adapters;
    const before = -1;
    await fixture.run(async () => {
      for (const user of times(6, () => aUser())) await fixture.adapters.users.add(user);
    });
    expect(await store().deleteHandledEvents(before, 10)).toBe(0);
    if (fast === undefined || slow === undefined) throw new Error('Two are needed');
    await events.register([fast, slow]);
    const { end } = (await events.claim(fast, lease(fast))) ?? { end: 0 };
    const [first, , third, , , last] = await events.read(fast, 0, end, 10);
    if (first === undefined || third === undefined || last === undefined) throw new Error('Nothing was read');
    await events.park(lease(fast), first, { attempts: 1, error: 'reason' });
    await events.move(lease(fast), last.position);
    expect(await store().deleteHandledEvents(before, 10)).toBe(0);
    await events.claim(slow, lease(slow));
    await events.move(lease(slow), third.position);
    expect(await store().deleteHandledEvents(1, 10)).toBe(0);
    expect(await store().deleteHandledEvents(before, 1)).toBe(1);
    expect(await store().deleteHandledEvents(before, 10)).toBe(1);
    await events.move(lease(slow), last.position);
    await subscriptionDesk.discard(fast.name, first.id);
    expect(await store().deleteHandledEvents(before, 10)).toBe(4);
    expect(await events.read(fast, 0, end, 10)).toEqual([]);
  });

  it('deletes counters whose window has ended', async () => {
    const settings = { perAccountAndAddress: 1, perAddress: 1, perAccount: 1, windowSeconds: 60 };
    const limits = Object.values(attemptLimits(settings, 'anna', 'ip'));
    await fixture.adapters.loginAttempts.count(limits, [], at(0));
    expect(await store().deleteLoginAttempts(at(59), 10)).toBe(0);
    expect(await store().deleteLoginAttempts(at(60), 2)).toBe(2);
    expect(await store().deleteLoginAttempts(at(60), 2)).toBe(1);
  });
}

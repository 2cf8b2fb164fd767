import { expect, it } from 'vitest';
import { attemptLimits } from '#domain/auth/lockout-policy.js';
import { aSession, openedAt } from '../support/builders/session.js';
import { aUser, registeredAt } from '../support/builders/user.js';
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

  it('deletes events that were delivered, and no others', async () => {
    await fixture.run(async () => {
      for (const user of times(3, () => aUser())) await fixture.adapters.users.add(user);
    });
    const [first, second] = await fixture.adapters.outboxStore.claim(2, registeredAt, at(60));
    await fixture.adapters.outboxStore.markDelivered([first?.event.id as string], at(0));
    await fixture.adapters.outboxStore.park(second as NonNullable<typeof second>, at(0), 'reason');
    expect(await store().deleteDeliveredEvents(at(0), 10)).toBe(0);
    expect(await store().deleteDeliveredEvents(at(1), 10)).toBe(1);
    expect(await store().deleteDeliveredEvents(at(1_000), 10)).toBe(0);
    expect(await fixture.takeEvents()).toHaveLength(1);
  });

  it('deletes counters whose window has ended', async () => {
    const settings = { perAccountAndAddress: 1, perAddress: 1, perAccount: 1, windowSeconds: 60 };
    const limits = Object.values(attemptLimits(settings, { typed: 'anna' }, 'ip'));
    await fixture.adapters.loginAttempts.reserve(limits);
    await fixture.adapters.passTime(59);
    expect(await store().deleteLoginAttempts(10)).toBe(0);
    await fixture.adapters.passTime(1);
    expect(await store().deleteLoginAttempts(2)).toBe(2);
    expect(await store().deleteLoginAttempts(2)).toBe(1);
  });
}

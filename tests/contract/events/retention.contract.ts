import { expect, it } from 'vitest';
import { aSubscription } from '../../support/builders/subscription.js';
import { aUser } from '../../support/builders/user.js';
import type { AdapterTarget } from '../adapters.js';
import { times, useAdapters } from '../fixture.js';

/** In seconds; what was appended within this millisecond included. */
const anyAge = -60;

export function eventRetentionContract(open: AdapterTarget['open']): void {
  const fixture = useAdapters(open);
  const removed = (seconds: number, limit = 10) =>
    fixture.adapters.eventRetention.deleteOverFor(seconds, limit);
  const append = (count: number) =>
    fixture.run(async () => {
      for (const user of times(count, () => aUser())) await fixture.adapters.users.add(user);
    });
  const lag = async () => (await fixture.adapters.subscriptionDesk.list([unheard]))[0]?.lag;
  /** Has never begun, and so tells how many events there are. */
  const unheard = aSubscription({ name: 'a-new-one' });
  const leaseOf = (name: string) => ({ subscription: name, owner: 'owner', milliseconds: 60_000 });

  it('deletes no event before there is a subscription', async () => {
    await append(2);
    expect(await removed(anyAge)).toBe(0);
  });

  it('deletes what every subscription has passed, is old enough and no dead letter', async () => {
    await append(4);
    const [quick, slow] = [aSubscription({ name: 'quick' }), aSubscription({ name: 'slow' })];
    const { subscriptionStore: store } = fixture.adapters;
    await store.register([quick, slow]);
    const turn = await store.claim(quick, leaseOf('quick'));
    const events = await store.read(quick, 0, turn?.end ?? 0, 10);
    const [first, second, third] = events;
    if (first === undefined || second === undefined || third === undefined) throw new Error('There are four');
    await store.park(leaseOf('quick'), first, { attempts: 8, error: 'reason' });
    await store.finish(leaseOf('quick'), turn?.end ?? 0);
    expect(await removed(anyAge)).toBe(0);
    await store.claim(slow, leaseOf('slow'));
    await store.move(leaseOf('slow'), third.position);
    expect(await removed(60)).toBe(0);
    expect(await removed(anyAge, 1)).toBe(1);
    expect(await removed(anyAge)).toBe(1);
    expect(await lag()).toBe(2);
    expect(await fixture.adapters.subscriptionDesk.discard('quick', first.id)).toBe(true);
    expect(await removed(anyAge)).toBe(1);
    expect(await removed(anyAge)).toBe(0);
    expect(await lag()).toBe(1);
  });

  it('leaves a replay what is still there', async () => {
    await append(3);
    const subscription = aSubscription();
    const { subscriptionStore: store, subscriptionDesk: desk } = fixture.adapters;
    await store.register([subscription]);
    const lease = leaseOf(subscription.name);
    const turn = await store.claim(subscription, lease);
    await store.finish(lease, turn?.end ?? 0);
    expect(await removed(anyAge, 2)).toBe(2);
    expect(await desk.replay(subscription.name, null)).toBe((turn?.end ?? 0) - 1);
    expect(await desk.list([subscription])).toMatchObject([{ lag: 1 }]);
    expect(await removed(anyAge)).toBe(0);
  });
}

import { describe, expect, it } from 'vitest';
import { aUser, registeredAt } from '../../support/builders/user.js';
import type { AdapterTarget } from '../adapters.js';
import { times, useAdapters } from '../fixture.js';

const at = (seconds: number) => new Date(registeredAt.getTime() + seconds * 1000);

export function outboxStoreContract(open: AdapterTarget['open']): void {
  const fixture = useAdapters(open);
  const store = () => fixture.adapters.outboxStore;
  const append = (count: number) =>
    fixture.run(async () => {
      for (const user of times(count, () => aUser())) await fixture.adapters.users.add(user);
    });
  const claim = (seconds: number, limit = 100) => store().claim(limit, at(seconds), at(seconds + 60));
  const claimOne = async (seconds: number) => {
    const [claimed, ...others] = await claim(seconds);
    expect(others).toEqual([]);
    if (claimed === undefined) throw new Error('Nothing is due');
    return claimed;
  };

  describe('claim', () => {
    it('takes what is due, oldest first, at most so many', async () => {
      await append(5);
      expect(await claim(-1)).toEqual([]);
      const claimed = [...(await claim(0, 2)), ...(await claim(0, 2)), ...(await claim(0, 2))];
      const ids = claimed.map(({ event }) => event.id);
      expect(ids).toHaveLength(5);
      expect(ids).toEqual(ids.toSorted());
      expect(claimed.every(({ attempt }) => attempt === 1)).toBe(true);
    });

    it('gives each event to one of several relays', async () => {
      await append(30);
      const claims = await Promise.all(times(6, () => claim(0, 10)));
      const ids = claims.flat().map(({ event }) => event.id);
      expect(new Set(ids).size).toBe(ids.length);
      // Rows that another relay holds are passed over, so one round may leave some.
      expect(ids.length + (await claim(0)).length).toBe(30);
    });

    it('gives it again when the lease has ended, as the next attempt', async () => {
      await append(1);
      expect(await claimOne(0)).toMatchObject({ attempt: 1 });
      expect(await claim(59)).toEqual([]);
      expect(await claimOne(60)).toMatchObject({ attempt: 2 });
    });
  });

  it('does not give again what was delivered', async () => {
    await append(3);
    const claimed = await claim(0);
    await store().markDelivered(
      claimed.map(({ event }) => event.id),
      at(1),
    );
    expect(await claim(1_000)).toEqual([]);
  });

  it('gives again what failed, when it is due', async () => {
    await append(1);
    await store().retryAt(await claimOne(0), at(10), 'reason');
    expect(await claim(9)).toEqual([]);
    expect(await claimOne(10)).toMatchObject({ attempt: 2 });
  });

  it('does not give again what is parked', async () => {
    await append(1);
    await store().park(await claimOne(0), at(1), 'reason');
    expect(await claim(1_000)).toEqual([]);
  });

  it('gives at once, and uncounted, what was given back', async () => {
    await append(2);
    const claimed = await claim(0);
    await store().release(claimed, at(1));
    expect(await claim(1)).toEqual(claimed);
  });

  it('listens to the relay that claimed last only', async () => {
    await append(1);
    const late = await claimOne(0);
    const current = await claimOne(60);
    await store().retryAt(late, at(61), 'late');
    await store().park(late, at(61), 'late');
    await store().release([late], at(61));
    expect(await claim(100)).toEqual([]);
    await store().markDelivered([late.event.id], at(100));
    await store().retryAt(current, at(101), 'current');
    expect(await claim(1_000)).toEqual([]);
  });
}

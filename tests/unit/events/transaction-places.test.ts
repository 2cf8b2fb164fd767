import { describe, expect, it } from 'vitest';
import { type Place, TransactionPlaces } from '#infrastructure/events/transaction-places.js';

describe('places for transactions', () => {
  /** Who has got in, in order, and how each leaves. */
  const on = (count: number) => {
    const places = new TransactionPlaces(count);
    const inside = new Map<string, Place>();
    const arrive = async (name: string, isSlow = false) => {
      void places.enter(isSlow).then((place) => inside.set(name, place));
      await Promise.resolve();
      await Promise.resolve();
    };
    const leave = async (name: string) => {
      inside.get(name)?.leave();
      inside.delete(name);
      await Promise.resolve();
      await Promise.resolve();
    };
    return { places, arrive, leave, names: () => [...inside.keys()] };
  };

  it('are as many as there are, first come, first served', async () => {
    const { places, arrive, leave, names } = on(2);
    for (const name of ['a', 'b', 'c', 'd']) await arrive(name);
    expect(names()).toEqual(['a', 'b']);
    expect(places.isWanted).toBe(true);
    await leave('a');
    expect(names()).toEqual(['b', 'c']);
    await leave('b');
    expect(places.isWanted).toBe(false);
    expect(names()).toEqual(['c', 'd']);
  });

  it('are never all taken by the slow', async () => {
    const { arrive, leave, names } = on(3);
    for (const name of ['s1', 's2', 's3', 's4']) await arrive(name, true);
    expect(names()).toEqual(['s1', 's2']);
    await arrive('quick');
    expect(names()).toEqual(['s1', 's2', 'quick']);
    await leave('quick');
    expect(names()).toEqual(['s1', 's2']);
    await leave('s1');
    expect(names()).toEqual(['s2', 's3']);
  });

  it('go to the quick first', async () => {
    const { arrive, leave, names } = on(2);
    await arrive('s1', true);
    await arrive('q1');
    await arrive('s2', true);
    await arrive('q2');
    await leave('s1');
    expect(names()).toEqual(['q1', 'q2']);
    await leave('q1');
    expect(names()).toEqual(['q2', 's2']);
  });

  it('are taken in turn where there is only one, the quick first', async () => {
    const { arrive, leave, names } = on(1);
    await arrive('s1', true);
    await arrive('s2', true);
    await arrive('quick');
    expect(names()).toEqual(['s1']);
    await leave('s1');
    expect(names()).toEqual(['quick']);
    await leave('quick');
    expect(names()).toEqual(['s2']);
  });
});

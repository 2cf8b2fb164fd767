import { expect, it } from 'vitest';
import { type AttemptLimit, attemptLimits } from '#domain/auth/lockout-policy.js';
import type { AdapterTarget } from '../adapters.js';
import { times, useAdapters } from '../fixture.js';

const settings = {
  perAccountAndAddress: 5,
  perAddress: 50,
  perAccount: 100,
  windowSeconds: 600,
  accountWindowSeconds: 600,
};
function limits(typed: string, from = '192.0.2.1'): readonly AttemptLimit[] {
  const { accountAndNetwork, network, account } = attemptLimits(settings, { typed }, from);
  return [accountAndNetwork, network, account];
}
const aLimit = (key: string, limit: number): AttemptLimit => ({ key, limit, windowSeconds: 600 });

export function loginAttemptsContract(open: AdapterTarget['open']): void {
  const fixture = useAdapters(open);
  const attempts = () => fixture.adapters.loginAttempts;
  const pass = (seconds: number) => fixture.adapters.passTime(seconds);
  const isReserved = async (subject: readonly AttemptLimit[]) =>
    (await attempts().reserve(subject)).length === 0;
  const reserve = async (subject: readonly AttemptLimit[]) => expect(await isReserved(subject)).toBe(true);
  /** Failures and pending attempts of counters that there are. */
  const look = async (subject: readonly AttemptLimit[]) => {
    const full = await attempts().reserve(subject.map((limit) => ({ ...limit, limit: 0 })));
    return full.map(({ failures, pending }) => [failures, pending]);
  };
  const fail = async (subject: readonly AttemptLimit[], count = 1) => {
    for (const _ of times(count, () => 0)) {
      await reserve(subject);
      await attempts().fail(subject);
    }
  };

  it('reserves an attempt on every counter', async () => {
    const subject = limits('anna@example.com');
    await reserve(subject);
    expect(await look(subject)).toEqual(times(3, () => [0, 1]));
    await reserve(limits('anna@example.com', '192.0.2.2'));
    await reserve(limits('bert@example.com'));
    expect(await look(subject)).toEqual([
      [0, 1],
      [0, 2],
      [0, 2],
    ]);
  });

  it('tells of counters without counting, of those of which a window runs', async () => {
    const subject = limits('anna@example.com');
    expect(await attempts().look(subject)).toEqual([]);
    await fail(subject, 2);
    const expected = subject.map((limit) => ({ limit, failures: 2, pending: 0, resetSeconds: 600 }));
    for (const _ of times(2, () => 0)) expect(await attempts().look(subject)).toEqual(expected);
    expect(await attempts().look(limits('bert@example.com').slice(2))).toEqual([]);
    await pass(600);
    expect(await attempts().look(subject)).toEqual([]);
  });

  it('takes an attempt back, never below none', async () => {
    const subject = limits('anna@example.com');
    await reserve(subject);
    await reserve(subject);
    await attempts().release(subject);
    expect(await look(subject)).toEqual(times(3, () => [0, 1]));
    for (const _ of times(5, () => 0)) await attempts().release(subject);
    await reserve(subject);
    expect(await look(subject)).toEqual(times(3, () => [0, 1]));
    await attempts().release(limits('nobody'));
  });

  it('turns an attempt into a failure, which none that is taken back takes with it', async () => {
    const subject = limits('anna@example.com');
    await reserve(subject);
    await reserve(subject);
    expect(await attempts().fail(subject)).toEqual(
      subject.map((limit) => ({ limit, failures: 1, pending: 1, resetSeconds: 600 })),
    );
    await attempts().release(subject);
    await attempts().release(subject);
    expect(await look(subject)).toEqual(times(3, () => [1, 0]));
  });

  it('refuses where failures and pending attempts together reach a limit, and then counts nothing', async () => {
    const [narrow, wide] = [aLimit('narrow', 3), aLimit('wide', 10)];
    await fail([narrow, wide]);
    await reserve([narrow, wide]);
    await reserve([narrow, wide]);
    for (const _ of [1, 2]) {
      expect(await attempts().reserve([wide, narrow])).toEqual([
        { limit: narrow, failures: 1, pending: 2, resetSeconds: 600 },
      ]);
    }
    expect(await look([wide, narrow])).toEqual(times(2, () => [1, 2]));
    await attempts().release([narrow, wide]);
    await reserve([narrow, wide]);
  });

  it('reserves no more of many at once than there is room for, on any of the counters', async () => {
    const sets = times(60, (index) => [aLimit(`account ${index % 4}`, 5), aLimit('network', 12)]);
    const taken = await Promise.all(sets.map(isReserved));
    const reserved = sets.filter((_, index) => taken[index]);
    expect(reserved.length).toBeGreaterThan(0);
    expect(reserved.length).toBeLessThanOrEqual(12);
    expect(await look([aLimit('network', 12)])).toEqual([[0, reserved.length]]);
    for (const account of times(4, (index) => aLimit(`account ${index}`, 5))) {
      const count = reserved.filter(([first]) => first?.key === account.key).length;
      expect(count).toBeLessThanOrEqual(5);
      await reserve([{ ...account, limit: 100 }]);
      expect(await look([account])).toEqual([[0, count + 1]]);
    }
  });

  it('gives each of parallel failures a number of its own', async () => {
    const subject = limits('anna@example.com');
    const counts = await Promise.all(times(40, () => attempts().fail(subject)));
    for (const index of [0, 1, 2]) {
      const seen = counts.map((count) => count[index]?.failures as number);
      expect(seen.sort((a, b) => a - b)).toEqual(times(40, (number) => number + 1));
    }
  });

  it('lets overlapping sets of counters, in any order, pass each other', async () => {
    const sets = times(30, (index) => {
      const subject = [aLimit(`user${index % 3}`, 100), aLimit(`network${index % 2}`, 100)];
      return index % 2 === 0 ? subject : subject.toReversed();
    });
    await Promise.all(
      sets.map(async (subject, index) => {
        await reserve(subject);
        await (index % 5 === 0 ? attempts().fail(subject) : attempts().release(subject));
      }),
    );
    expect(await look([aLimit('user0', 100), aLimit('network0', 100)])).toEqual([
      [2, 0],
      [3, 0],
    ]);
  });

  it('begins a window with the first failure, does not prolong it, and begins anew', async () => {
    const subject = [aLimit('anna', 3)];
    await reserve(subject);
    await pass(200);
    expect(await attempts().fail(subject)).toMatchObject([{ failures: 1, resetSeconds: 600 }]);
    await pass(500);
    await reserve(subject);
    expect(await attempts().fail(subject)).toMatchObject([{ failures: 2, resetSeconds: 100 }]);
    await fail(subject);
    expect(await attempts().reserve(subject)).toMatchObject([{ failures: 3, pending: 0, resetSeconds: 100 }]);
    await pass(100);
    await reserve(subject);
    expect(await look(subject)).toEqual([[0, 1]]);
  });

  it('forgets attempts that were left behind, long before their window ends', async () => {
    const subject = [aLimit('anna', 3)];
    await fail(subject);
    await reserve(subject);
    await reserve(subject);
    await pass(119);
    expect(await attempts().reserve(subject)).toMatchObject([{ failures: 1, pending: 2 }]);
    await pass(1);
    await reserve(subject);
    expect(await look(subject)).toEqual([[1, 1]]);
    expect(await attempts().fail(subject)).toMatchObject([{ failures: 2, pending: 0, resetSeconds: 480 }]);
  });

  it('counts a failure in the window in which it is known', async () => {
    const subject = [aLimit('anna', 3)];
    await fail(subject, 2);
    await reserve(subject);
    await pass(600);
    expect(await attempts().fail(subject)).toMatchObject([{ failures: 1, pending: 0, resetSeconds: 600 }]);
  });

  it('takes whatever was typed', async () => {
    for (const typed of ['\0', '\ud800', 'x'.repeat(10_000), "'; --", '']) {
      await reserve(limits(typed, typed));
      expect(await look(limits(typed, typed))).toEqual(times(3, () => [0, 1]));
    }
  });

  it('counts on, even if what surrounds it is rolled back', async () => {
    const subject = limits('anna@example.com');
    const failing = fixture.run(async () => {
      await fail(subject);
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    expect(await look(subject)).toEqual(times(3, () => [1, 0]));
  });
}

import { expect, it } from 'vitest';
import { type AttemptLimit, attemptLimits } from '#domain/auth/lockout-policy.js';
import type { AdapterTarget } from '../adapters.js';
import { times, useAdapters } from '../fixture.js';

const now = new Date('2026-04-01T10:00:00.000Z');
const at = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const limits = (identifier: string, network = '192.0.2.1'): readonly AttemptLimit[] =>
  Object.values(
    attemptLimits(
      { perAccountAndAddress: 5, perAddress: 50, perAccount: 100, windowSeconds: 600 },
      identifier,
      network,
    ),
  );

export function loginAttemptsContract(open: AdapterTarget['open']): void {
  const fixture = useAdapters(open);
  const attempts = () => fixture.adapters.loginAttempts;
  const countsAt = async (subject: readonly AttemptLimit[], when: Date) =>
    (await attempts().count(subject, [], when)).map(({ count }) => count);

  it('counts each attempt against every limit, in their order', async () => {
    const subject = limits('anna@example.com');
    expect(await attempts().count(subject, [], at(0))).toEqual(
      subject.map((limit) => ({ limit, count: 1, resetSeconds: 600 })),
    );
    expect(await countsAt(limits('anna@example.com', '192.0.2.2'), at(1))).toEqual([1, 1, 2]);
    expect(await countsAt(limits('bert@example.com'), at(2))).toEqual([1, 2, 1]);
  });

  it('counts parallel attempts exactly', async () => {
    const counts = await Promise.all(
      times(40, () => attempts().count(limits('anna@example.com'), [], at(0))),
    );
    for (const index of [0, 1, 2]) {
      const seen = counts.map((count) => count[index]?.count as number);
      expect(seen.sort((a, b) => a - b)).toEqual(times(40, (number) => number + 1));
    }
  });

  it('lets overlapping sets of counters, in any order, pass each other', async () => {
    const sets = times(30, (index) => {
      const subject = limits(`user${index % 3}`, `192.0.2.${index % 2}`);
      return index % 2 === 0 ? subject : subject.toReversed();
    });
    await Promise.all(
      sets.map(async (subject) => {
        await attempts().count(subject, [], at(0));
        await attempts().release(subject);
      }),
    );
    expect(await countsAt(limits('user0', '192.0.2.0'), at(1))).toEqual([1, 1, 1]);
  });

  it('opens a window with the first attempt, does not prolong it, and begins anew', async () => {
    const subject = limits('anna@example.com').slice(0, 1);
    await attempts().count(subject, [], at(0));
    expect(await attempts().count(subject, [], at(599.5))).toMatchObject([{ count: 2, resetSeconds: 1 }]);
    expect(await attempts().count(subject, [], at(600))).toMatchObject([{ count: 1, resetSeconds: 600 }]);
  });

  it('takes reserved attempts back, never below none', async () => {
    const subject = limits('anna@example.com');
    await attempts().count(subject, [], at(0));
    await attempts().count(subject, [], at(0));
    await attempts().release(subject);
    expect(await countsAt(subject, at(1))).toEqual([2, 2, 2]);
    for (const _ of times(5, () => 0)) await attempts().release(subject);
    expect(await countsAt(subject, at(2))).toEqual([1, 1, 1]);
    await attempts().release(limits('nobody'));
  });

  it('reads what is watched without counting it', async () => {
    const [own, network, account] = limits('anna@example.com') as [AttemptLimit, AttemptLimit, AttemptLimit];
    await attempts().count([network], [], at(0));
    for (const expected of [1, 2]) {
      expect(await attempts().count([own], [network, account], at(100))).toEqual([
        { limit: own, count: expected, resetSeconds: 600 },
        { limit: network, count: 1, resetSeconds: 500 },
        { limit: account, count: 0, resetSeconds: 600 },
      ]);
    }
    expect(await attempts().count([], [network], at(600))).toMatchObject([{ count: 0 }]);
  });

  it('takes whatever was typed', async () => {
    for (const typed of ['\0', '\ud800', 'x'.repeat(10_000), "'; --", '']) {
      expect(await countsAt(limits(typed, typed), at(0))).toEqual([1, 1, 1]);
    }
  });

  it('counts on, even if what surrounds it is rolled back', async () => {
    const subject = limits('anna@example.com');
    const failing = fixture.run(async () => {
      await attempts().count(subject, [], at(0));
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    expect(await countsAt(subject, at(1))).toEqual([2, 2, 2]);
  });
}

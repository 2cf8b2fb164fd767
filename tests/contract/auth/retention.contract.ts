import { expect, it } from 'vitest';
import { attemptLimits } from '#domain/auth/lockout-policy.js';
import type { AdapterTarget } from '../adapters.js';
import { useAdapters } from '../fixture.js';

export function attemptRetentionContract(open: AdapterTarget['open']): void {
  const fixture = useAdapters(open);

  it('deletes counters whose window has ended', async () => {
    const settings = { perAccountAndAddress: 1, perAddress: 1, perAccount: 1, windowSeconds: 60 };
    const count = (account: string, secondsAgo: number) => {
      const limits = Object.values(attemptLimits(settings, account, account));
      return fixture.adapters.loginAttempts.count(limits, [], new Date(Date.now() - secondsAgo * 1000));
    };
    const removed = (seconds: number, limit: number) =>
      fixture.adapters.attemptRetention.deleteOverFor(seconds, limit);
    await count('anna', 3_000);
    await count('bert', 10);
    expect(await removed(5_000, 10)).toBe(0);
    expect(await removed(0, 2)).toBe(2);
    expect(await removed(0, 10)).toBe(1);
    expect(await removed(0, 10)).toBe(0);
  });
}

import { expect, it } from 'vitest';
import { attemptLimits } from '#domain/auth/lockout-policy.js';
import type { AdapterTarget } from '../adapters.js';
import { useAdapters } from '../fixture.js';

export function attemptRetentionContract(open: AdapterTarget['open']): void {
  const fixture = useAdapters(open);

  it('deletes counters whose window has ended', async () => {
    const settings = {
      perAccountAndAddress: 1,
      perAddress: 1,
      perAccount: 1,
      windowSeconds: 60,
      accountWindowSeconds: 60,
    };
    const { accountAndNetwork, network, account } = attemptLimits(settings, { typed: 'anna' }, 'ip');
    const limits = [accountAndNetwork, network, account];
    const removed = (limit: number) => fixture.adapters.attemptRetention.deleteOverFor(0, limit);
    await fixture.adapters.loginAttempts.reserve(limits);
    await fixture.adapters.passTime(59);
    expect(await removed(10)).toBe(0);
    await fixture.adapters.passTime(1);
    expect(await removed(2)).toBe(2);
    expect(await removed(2)).toBe(1);
  });
}

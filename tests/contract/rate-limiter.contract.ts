import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RateLimiter, RateLimitRule } from '#application/shared/rate-limiter.js';

export interface OpenRateLimiter {
  readonly limiter: RateLimiter;
  close(): Promise<void>;
}

export const rule: RateLimitRule = { name: 'login', limit: 2, windowSeconds: 60 };

export function rateLimiterContract(open: () => Promise<OpenRateLimiter>): void {
  let opened: OpenRateLimiter;
  let limiter: RateLimiter;
  beforeEach(async () => {
    opened = await open();
    limiter = opened.limiter;
  });
  afterEach(() => opened.close());

  it('allows so many in a window, and tells how many are left and when it ends', async () => {
    expect(await limiter.consume(rule, 'a')).toEqual({ isAllowed: true, remaining: 1, resetSeconds: 60 });
    expect(await limiter.consume(rule, 'a')).toMatchObject({ isAllowed: true, remaining: 0 });
    const refused = await limiter.consume(rule, 'a');
    expect(refused).toMatchObject({ isAllowed: false, remaining: 0 });
    expect(refused.resetSeconds).toBeGreaterThan(50);
    expect(refused.resetSeconds).toBeLessThanOrEqual(60);
  });

  it('begins anew when the window has ended, which refused requests do not prolong', async () => {
    const short = { ...rule, windowSeconds: 1 };
    for (let taken = 0; taken < short.limit; taken += 1) await limiter.consume(short, 'a');
    await expect
      .poll(() => limiter.consume(short, 'a'), { interval: 50 })
      .toEqual({ isAllowed: true, remaining: 1, resetSeconds: 1 });
  });

  it('counts clients and rules apart, and rules of one name with other numbers', async () => {
    const once = { ...rule, limit: 1 };
    await limiter.consume(once, 'a');
    expect(await limiter.consume(once, 'a')).toMatchObject({ isAllowed: false });
    expect(await limiter.consume(once, '2001:db8::/64')).toMatchObject({ isAllowed: true });
    expect(await limiter.consume({ ...once, name: 'refresh' }, 'a')).toMatchObject({ isAllowed: true });
    expect(await limiter.consume(rule, 'a')).toMatchObject({ isAllowed: true });
  });

  it('counts exactly what comes at the same time', async () => {
    const requests = Array.from({ length: 100 }, () => limiter.consume({ ...rule, limit: 30 }, 'a'));
    const allowed = (await Promise.all(requests)).filter(({ isAllowed }) => isAllowed);
    expect(allowed).toHaveLength(30);
  });

  it('always allows with a limit of 0', async () => {
    const none = { ...rule, limit: 0 };
    for (let request = 0; request < 100; request += 1) {
      expect((await limiter.consume(none, 'a')).isAllowed).toBe(true);
    }
  });
}

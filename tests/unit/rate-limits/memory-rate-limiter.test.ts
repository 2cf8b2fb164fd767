import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryRateLimiter } from '#infrastructure/rate-limits/memory-rate-limiter.js';

const rule = { name: 'login', limit: 2, windowSeconds: 60 };

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-01-01T00:00:00Z') });
});

afterEach(() => {
  vi.useRealTimers();
});

describe('the rate limiter in memory', () => {
  it('allows so many in a window, and tells how many are left and when it ends', async () => {
    const limiter = new MemoryRateLimiter();
    expect(await limiter.consume(rule, 'a')).toEqual({ isAllowed: true, remaining: 1, resetSeconds: 60 });
    vi.advanceTimersByTime(10_500);
    expect(await limiter.consume(rule, 'a')).toEqual({ isAllowed: true, remaining: 0, resetSeconds: 50 });
    expect(await limiter.consume(rule, 'a')).toEqual({ isAllowed: false, remaining: 0, resetSeconds: 50 });
  });

  it('does not prolong the window by refused requests', async () => {
    const limiter = new MemoryRateLimiter();
    for (let second = 0; second < 60; second += 1) {
      await limiter.consume(rule, 'a');
      vi.advanceTimersByTime(1000);
    }
    expect(await limiter.consume(rule, 'a')).toMatchObject({ isAllowed: true, remaining: 1 });
  });

  it('remembers so many clients at most, and forgets those first whose window ends first', async () => {
    const limiter = new MemoryRateLimiter(3);
    const once = { ...rule, limit: 1 };
    for (const client of ['a', 'b', 'c', 'd']) {
      await limiter.consume(once, client);
      vi.advanceTimersByTime(1000);
    }
    expect(limiter.size).toBe(3);
    for (const client of ['b', 'c', 'd']) {
      expect(await limiter.consume(once, client)).toMatchObject({ isAllowed: false });
    }
    expect(await limiter.consume(once, 'a')).toMatchObject({ isAllowed: true });
  });

  it('has nothing left when all windows have ended and the next client comes', async () => {
    const limiter = new MemoryRateLimiter();
    for (let client = 0; client < 100; client += 1) await limiter.consume(rule, String(client));
    vi.advanceTimersByTime(60_000);
    await limiter.consume(rule, 'next');
    expect(limiter.size).toBe(1);
  });
});

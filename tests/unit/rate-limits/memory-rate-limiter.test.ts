import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryRateLimiter } from '#infrastructure/rate-limits/memory-rate-limiter.js';

const rule = { name: 'login', limit: 2, windowSeconds: 60 };

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-01-01T00:00:00Z') });
});

afterEach(() => {
  vi.useRealTimers();
});

describe('the rate limiter', () => {
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

  it('counts clients and rules apart, and rules of one name with other numbers', async () => {
    const limiter = new MemoryRateLimiter();
    const once = { ...rule, limit: 1 };
    await limiter.consume(once, 'a');
    expect(await limiter.consume(once, 'a')).toMatchObject({ isAllowed: false });
    expect(await limiter.consume(once, 'b')).toMatchObject({ isAllowed: true });
    expect(await limiter.consume({ ...once, name: 'refresh' }, 'a')).toMatchObject({ isAllowed: true });
    expect(await limiter.consume(rule, 'a')).toMatchObject({ isAllowed: true });
  });

  it('always allows with a limit of 0', async () => {
    const limiter = new MemoryRateLimiter();
    const none = { ...rule, limit: 0 };
    for (let request = 0; request < 100; request += 1) {
      expect((await limiter.consume(none, 'a')).isAllowed).toBe(true);
    }
    expect(vi.getTimerCount()).toBe(0);
  });

  it('remembers so many clients at most, and forgets those first whose window ends first', async () => {
    const limiter = new MemoryRateLimiter(3);
    const once = { ...rule, limit: 1 };
    for (const client of ['a', 'b', 'c', 'd']) {
      await limiter.consume(once, client);
      vi.advanceTimersByTime(1000);
    }
    expect(vi.getTimerCount()).toBe(3);
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
    expect(vi.getTimerCount()).toBe(1);
  });
});

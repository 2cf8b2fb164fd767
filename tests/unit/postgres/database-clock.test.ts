import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DatabaseClock } from '#infrastructure/postgres/database-clock.js';

const day = 86_400_000;
const began = new Date('2026-03-01T12:00:00Z');
/** What an answer takes on its way back, one after the other; then none. */
let delays: number[];
let skewMs: number;
let isDown: boolean;
let clock: DatabaseClock | undefined;

const database = {
  repeatable: async () => {
    if (isDown) throw new Error('down');
    const ms = Date.now() + skewMs;
    vi.advanceTimersByTime(delays.shift() ?? 0);
    return [{ ms }];
  },
} as unknown as Parameters<typeof DatabaseClock.start>[0];

beforeEach(() => {
  vi.useFakeTimers({ now: began });
  [delays, skewMs, isDown] = [[], 0, false];
});
afterEach(() => {
  clock?.close();
  vi.useRealTimers();
});

const aheadMs = () => (clock as DatabaseClock).now().getTime() - Date.now();

describe('the clock of all instances', () => {
  it.each([day, -day])('is the database’s, however far off (%i ms) that of the machine is', async (skew) => {
    skewMs = skew;
    clock = await DatabaseClock.start(database);
    expect(aheadMs()).toBe(skew);
    vi.advanceTimersByTime(5_000);
    expect(aheadMs()).toBe(skew);
  });

  it('goes on when that of the machine is set', async () => {
    clock = await DatabaseClock.start(database);
    vi.setSystemTime(began.getTime() + day);
    expect(clock.now()).toEqual(began);
  });

  it('takes the most precise of a few answers', async () => {
    delays = [400, 300, 20, 600];
    clock = await DatabaseClock.start(database);
    expect(Math.abs(aheadMs())).toBe(10);
    expect(delays).toEqual([600]);
  });

  it('follows the database’s, and goes by its last answer without one', async () => {
    clock = await DatabaseClock.start(database);
    skewMs = 3_000;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(aheadMs()).toBe(3_000);
    isDown = true;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(aheadMs()).toBe(3_000);
  });

  it('does not start without an answer', async () => {
    isDown = true;
    await expect(DatabaseClock.start(database)).rejects.toThrow('down');
    expect(vi.getTimerCount()).toBe(0);
  });
});

import { expect, it, vi } from 'vitest';
import { SystemClock } from '#infrastructure/system/system-clock.js';
import { UuidV7Generator } from '#infrastructure/system/uuid-v7-generator.js';

it('the clock tells the time', () => {
  vi.useFakeTimers({ now: new Date('2026-02-03T04:05:06Z') });
  expect(new SystemClock().now()).toEqual(new Date('2026-02-03T04:05:06Z'));
  vi.useRealTimers();
});

it('ids are UUIDv7 (RFC 9562 §5.7), never the same, and in order', () => {
  const ids = new UuidV7Generator();
  const made = Array.from({ length: 1000 }, () => ids.next());
  expect(new Set(made).size).toBe(1000);
  for (const id of made)
    expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  expect(made).toEqual(made.toSorted());
});

import { describe, expect, it } from 'vitest';
import { DayRange } from '#domain/activity/day-range.js';
import { validationError } from '#domain/shared/validation.js';

const now = new Date('2026-03-01T23:59:59.999Z');

describe('DayRange', () => {
  it('is the last 30 days by default, across the ends of months', () => {
    const { from, to, days } = DayRange.parse(undefined, undefined, now);
    expect([from, to]).toEqual(['2026-01-31', '2026-03-01']);
    expect(days).toHaveLength(30);
    expect(days.slice(28)).toEqual(['2026-02-28', '2026-03-01']);
  });

  it('may be one day, and a leap year', () => {
    expect(DayRange.parse('2026-03-01', undefined, now).days).toEqual(['2026-03-01']);
    expect(DayRange.parse('2024-01-01', '2024-12-31', now).days).toHaveLength(366);
  });

  it.each([
    ['2026-03-02', undefined],
    ['2026-02-02', '2026-02-01'],
    ['2025-02-28', '2026-03-01'],
  ])('is refused from %s to %s', (from, to) => {
    expect(() => DayRange.parse(from, to, now)).toThrow(validationError().message);
  });
});

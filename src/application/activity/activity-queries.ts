import type { Day, DayRange } from '#domain/activity/day-range.js';
import type { UserId } from '#domain/shared/ids.js';

export interface UserDay {
  readonly day: Day;
  readonly signIns: number;
  readonly lockouts: number;
  /** Distinct user agents that signed in. */
  readonly devices: number;
}

export interface TotalDay {
  readonly day: Day;
  readonly signIns: number;
  readonly lockouts: number;
  /** Who signed in. */
  readonly users: number;
}

/** In the order of days, without those that there is nothing to tell of. */
export interface ActivityQueries {
  ofUser(userId: UserId, range: DayRange): Promise<readonly UserDay[]>;
  /** Of all users who are still there. */
  totals(range: DayRange): Promise<readonly TotalDay[]>;
}

/** One entry for each day. */
export function withEmptyDays<D extends { readonly day: Day }>(
  range: DayRange,
  days: readonly D[],
  empty: Omit<D, 'day'>,
): readonly D[] {
  const known = new Map(days.map((each) => [each.day, each]));
  return range.days.map((day) => known.get(day) ?? ({ ...empty, day } as D));
}

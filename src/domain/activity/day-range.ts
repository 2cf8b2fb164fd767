import { invalidField } from '#domain/shared/validation.js';

const dayMs = 86_400_000;
const longestDays = 366;
const defaultDays = 30;

/** A day of UTC, as `2026-03-14`: these sort as text. */
export type Day = string;

export function dayOf(time: Date): Day {
  return time.toISOString().slice(0, 10);
}

/** Days from the first to the last, both included. */
export class DayRange {
  private constructor(
    readonly from: Day,
    readonly to: Day,
  ) {}

  /**
   * Without `to` it ends today, without `from` it has 30 days.
   * @throws AppError VALIDATION_ERROR for one that ends before it begins, or has more than 366 days.
   */
  static parse(from: Day | undefined, to: Day | undefined, today: Date): DayRange {
    const last = to ?? dayOf(today);
    const first = from ?? dayOf(new Date(Date.parse(last) - (defaultDays - 1) * dayMs));
    const days = (Date.parse(last) - Date.parse(first)) / dayMs + 1;
    if (days < 1) throw invalidField('from', 'must not be later than `to`, which is today by default');
    if (days > longestDays) throw invalidField('from', `must be at most ${longestDays} days before \`to\``);
    return new DayRange(first, last);
  }

  /** Of all days on which something can have happened; to ask with, and not to list. */
  static always(): DayRange {
    return new DayRange('0001-01-01', '9999-12-31');
  }

  /** In their order. */
  get days(): readonly Day[] {
    const first = Date.parse(this.from);
    const count = (Date.parse(this.to) - first) / dayMs + 1;
    return Array.from({ length: count }, (_, index) => dayOf(new Date(first + index * dayMs)));
  }
}

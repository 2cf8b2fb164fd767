import type { ActivityQueries, TotalDay, UserDay } from '#application/activity/activity-queries.js';
import type { Day, DayRange } from '#domain/activity/day-range.js';
import type { UserId } from '#domain/shared/ids.js';
import { byText } from '../collation.js';
import type { MemoryDatabase } from '../database.js';
import { type ActivityRow, activityTable, currentHead } from './sign-in-activity.js';

export class MemoryActivityQueries implements ActivityQueries {
  constructor(private readonly database: MemoryDatabase) {}

  async ofUser(userId: UserId, range: DayRange): Promise<readonly UserDay[]> {
    return this.#within(range)
      .filter((row) => row.userId === userId)
      .map(({ day, signIns, lockouts, userAgents }) => ({
        day,
        signIns,
        lockouts,
        devices: userAgents.length,
      }));
  }

  async totals(range: DayRange): Promise<readonly TotalDay[]> {
    const totals = new Map<Day, TotalDay>();
    for (const { day, signIns, lockouts } of this.#within(range)) {
      const before = totals.get(day);
      totals.set(day, {
        day,
        signIns: (before?.signIns ?? 0) + signIns,
        lockouts: (before?.lockouts ?? 0) + lockouts,
        users: (before?.users ?? 0) + (signIns > 0 ? 1 : 0),
      });
    }
    return [...totals.values()];
  }

  #within({ from, to }: DayRange): ActivityRow[] {
    const { generation } = currentHead(this.database);
    return this.database
      .table(activityTable)
      .where((row) => row.generation === generation && row.day >= from && row.day <= to)
      .sort((one, other) => byText(one.day, other.day));
  }
}

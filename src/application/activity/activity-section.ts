import type { DataExportSection } from '#application/data-export/data-export-section.js';
import { DayRange } from '#domain/activity/day-range.js';
import type { UserId } from '#domain/shared/ids.js';
import type { ActivityQueries } from './activity-queries.js';

/** On which days somebody has signed in, or was locked out: all that are kept. */
export class ActivitySection implements DataExportSection {
  readonly name = 'signInActivity';

  constructor(private readonly queries: ActivityQueries) {}

  collect(userId: UserId): Promise<unknown> {
    return this.queries.ofUser(userId, DayRange.always());
  }
}

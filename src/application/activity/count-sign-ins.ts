import type { Authorizer } from '#application/access/authorizer.js';
import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { type Day, DayRange } from '#domain/activity/day-range.js';
import { readUsers } from '#domain/users/permissions.js';
import { type ActivityQueries, type TotalDay, withEmptyDays } from './activity-queries.js';

export interface CountSignInsQuery {
  readonly from: Day | undefined;
  readonly to: Day | undefined;
}

/** One for each day. */
export type CountSignInsResult = readonly TotalDay[];

export class CountSignIns {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly queries: ActivityQueries,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError FORBIDDEN without `users:read`; VALIDATION_ERROR. */
  async execute({ from, to }: CountSignInsQuery, context: RequestContext): Promise<CountSignInsResult> {
    await this.authorizer.require(context, readUsers);
    const range = DayRange.parse(from, to, this.clock.now());
    return withEmptyDays(range, await this.queries.totals(range), { signIns: 0, lockouts: 0, users: 0 });
  }
}

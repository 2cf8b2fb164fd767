import type { Authorizer } from '#application/access/authorizer.js';
import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UserQueries } from '#application/users/user-queries.js';
import { type Day, DayRange } from '#domain/activity/day-range.js';
import { UserId } from '#domain/shared/ids.js';
import { userNotFound } from '#domain/users/errors.js';
import { readUsers } from '#domain/users/permissions.js';
import { type ActivityQueries, type UserDay, withEmptyDays } from './activity-queries.js';

export interface ShowUserActivityQuery {
  readonly id: string;
  readonly from: Day | undefined;
  readonly to: Day | undefined;
}

/** One for each day. */
export type ShowUserActivityResult = readonly UserDay[];

export class ShowUserActivity {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly users: UserQueries,
    private readonly queries: ActivityQueries,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError FORBIDDEN for somebody else without `users:read`; VALIDATION_ERROR; USER_NOT_FOUND. */
  async execute(query: ShowUserActivityQuery, context: RequestContext): Promise<ShowUserActivityResult> {
    const id = UserId.parse(query.id);
    const { principal } = context;
    if (principal?.kind !== 'user' || principal.userId !== id) {
      await this.authorizer.require(context, readUsers, id);
    }
    const range = DayRange.parse(query.from, query.to, this.clock.now());
    if ((await this.users.findById(id)) === null) throw userNotFound();
    const days = await this.queries.ofUser(id, range);
    return withEmptyDays(range, days, { signIns: 0, lockouts: 0, devices: 0 });
  }
}

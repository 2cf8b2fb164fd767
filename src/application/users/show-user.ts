import type { Authorizer } from '#application/access/authorizer.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { UserId } from '#domain/shared/ids.js';
import { userNotFound } from '#domain/users/errors.js';
import { readUsers } from '#domain/users/permissions.js';
import type { UserQueries, UserView } from './user-queries.js';

export interface ShowUserQuery {
  readonly id: string;
}

export class ShowUser {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly queries: UserQueries,
  ) {}

  /** @throws AppError FORBIDDEN for somebody else without `users:read`; USER_NOT_FOUND. */
  async execute(query: ShowUserQuery, context: RequestContext): Promise<UserView> {
    const id = UserId.parse(query.id);
    if (!this.authorizer.isSelf(context, id)) await this.authorizer.require(context, readUsers, id);
    const user = await this.queries.findById(id);
    if (user === null) throw userNotFound();
    return user;
  }
}

import type { Authorizer } from '#application/access/authorizer.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { sessionRevoked } from '#domain/sessions/errors.js';
import type { UserQueries, UserView } from './user-queries.js';

export class ShowMyAccount {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly queries: UserQueries,
  ) {}

  /** @throws AppError UNAUTHENTICATED; SESSION_REVOKED when the account has just been deleted. */
  async execute(context: RequestContext): Promise<UserView> {
    const user = await this.queries.findById(this.authorizer.requireUser(context).userId);
    if (user === null) throw sessionRevoked();
    return user;
  }
}

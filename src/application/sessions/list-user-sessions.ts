import type { Authorizer } from '#application/access/authorizer.js';
import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UserQueries } from '#application/users/user-queries.js';
import { revokeSessions } from '#domain/sessions/permissions.js';
import { UserId } from '#domain/shared/ids.js';
import { userNotFound } from '#domain/users/errors.js';
import type { SessionQueries, SessionView } from './session-queries.js';

export interface ListUserSessionsQuery {
  readonly userId: string;
}

export type ListUserSessionsResult = readonly (SessionView & { readonly isCurrent: boolean })[];

export class ListUserSessions {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly users: UserQueries,
    private readonly queries: SessionQueries,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError VALIDATION_ERROR; FORBIDDEN without `sessions:revoke`, or where they have as much as the actor; USER_NOT_FOUND. */
  async execute(query: ListUserSessionsQuery, context: RequestContext): Promise<ListUserSessionsResult> {
    const userId = UserId.parse(query.userId);
    await this.authorizer.require(context, revokeSessions, userId);
    const { principal } = context;
    const sessionId = principal?.kind === 'user' ? principal.sessionId : null;
    const user = await this.users.findById(userId);
    if (user === null) throw userNotFound();
    await this.authorizer.requireOutranking(context, user.roles, userId);
    const sessions = await this.queries.listAliveByUser(userId, this.clock.now());
    return sessions.map((session) => ({ ...session, isCurrent: session.id === sessionId }));
  }
}

import type { Authorizer } from '#application/access/authorizer.js';
import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { SessionQueries, SessionView } from './session-queries.js';

export type ListMySessionsResult = readonly (SessionView & { readonly isCurrent: boolean })[];

export class ListMySessions {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly queries: SessionQueries,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError UNAUTHENTICATED. */
  async execute(context: RequestContext): Promise<ListMySessionsResult> {
    const { userId, sessionId } = this.authorizer.requireSession(context);
    const sessions = await this.queries.listAliveByUser(userId, this.clock.now());
    return sessions.map((session) => ({ ...session, isCurrent: session.id === sessionId }));
  }
}

import type { Authorizer } from '#application/access/authorizer.js';
import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { sessionRevoked } from '#domain/sessions/errors.js';
import type { Session } from '#domain/sessions/session.js';
import type { SessionRepository } from '#domain/sessions/session-repository.js';

/** Notes in a session what its user has shown since it began. */
export class SessionProof {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly sessions: SessionRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * @param isFresh whether that shows anew who it is.
   * @throws AppError UNAUTHENTICATED, or SESSION_REVOKED where it has ended.
   */
  note(context: RequestContext, amr: readonly string[], isFresh: boolean): Promise<Session> {
    const { sessionId } = this.authorizer.requireSession(context);
    return this.unitOfWork.run(context, async () => {
      const at = this.clock.now();
      const session = await this.sessions.findByIdForUpdate(sessionId);
      if (session?.isAlive(at) !== true) throw sessionRevoked();
      session.prove(amr, isFresh ? at : session.state.authenticatedAt, at);
      await this.sessions.saveProof(session);
      return session;
    });
  }
}

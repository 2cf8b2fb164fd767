import type { Clock } from '#application/shared/clock.js';
import type { UserPrincipal } from '#application/shared/request-context.js';
import { sessionRevoked } from '#domain/sessions/errors.js';
import type { Session } from '#domain/sessions/session.js';
import type { SessionRepository } from '#domain/sessions/session-repository.js';

/** Notes in a session what its user has shown since it began. */
export class SessionProof {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Within a unit of work.
   * @param isFresh whether that shows anew who it is.
   * @throws AppError SESSION_REVOKED where it has ended.
   */
  async note({ sessionId }: UserPrincipal, amr: readonly string[], isFresh: boolean): Promise<Session> {
    const at = this.clock.now();
    const session = await this.sessions.findByIdForUpdate(sessionId);
    if (session?.isAlive(at) !== true) throw sessionRevoked();
    session.prove(amr, isFresh ? at : session.state.authenticatedAt, at);
    await this.sessions.saveProof(session);
    return session;
  }
}

import type { Authorizer } from '#application/access/authorizer.js';
import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { SessionRepository } from '#domain/sessions/session-repository.js';

export class LogOut {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly sessions: SessionRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** Ends this session. @throws AppError UNAUTHENTICATED. */
  async execute(context: RequestContext): Promise<void> {
    const { sessionId } = this.authorizer.requireSession(context);
    await this.unitOfWork.run(context, async () => {
      const session = await this.sessions.findByIdForUpdate(sessionId);
      if (session === null) return;
      session.revoke('logout', this.clock.now());
      await this.sessions.save(session);
    });
  }
}

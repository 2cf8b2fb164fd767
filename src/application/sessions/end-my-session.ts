import type { Authorizer } from '#application/access/authorizer.js';
import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { sessionNotFound } from '#domain/sessions/errors.js';
import type { SessionRepository } from '#domain/sessions/session-repository.js';
import { SessionId } from '#domain/shared/ids.js';

export interface EndMySessionCommand {
  readonly id: string;
}

export class EndMySession {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly sessions: SessionRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError VALIDATION_ERROR; SESSION_NOT_FOUND also for somebody else's session. */
  async execute(command: EndMySessionCommand, context: RequestContext): Promise<void> {
    const id = SessionId.parse(command.id);
    const { userId } = this.authorizer.requireSession(context);
    await this.unitOfWork.run(context, async () => {
      const at = this.clock.now();
      const session = await this.sessions.findByIdForUpdate(id);
      if (session?.state.userId !== userId || !session.isAlive(at)) throw sessionNotFound();
      session.revoke('ended_by_user', at);
      await this.sessions.save(session);
    });
  }
}

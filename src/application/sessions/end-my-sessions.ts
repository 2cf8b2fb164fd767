import type { Authorizer } from '#application/access/authorizer.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { SessionTermination } from './session-termination.js';

export interface EndMySessionsCommand {
  /** Logging out everywhere ends it too. */
  readonly isThisKept: boolean;
}

export class EndMySessions {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly sessions: SessionTermination,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @throws AppError UNAUTHENTICATED. */
  async execute({ isThisKept }: EndMySessionsCommand, context: RequestContext): Promise<void> {
    const { userId, sessionId } = this.authorizer.requireSession(context);
    await this.unitOfWork.run(context, () =>
      isThisKept
        ? this.sessions.endAll(userId, 'ended_by_user', sessionId)
        : this.sessions.endAll(userId, 'logout_all'),
    );
  }
}

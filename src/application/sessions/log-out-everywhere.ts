import type { Authorizer } from '#application/access/authorizer.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { SessionTermination } from './session-termination.js';

export class LogOutEverywhere {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly sessions: SessionTermination,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Ends all of the user's sessions. @throws AppError UNAUTHENTICATED. */
  async execute(context: RequestContext): Promise<void> {
    const { userId } = this.authorizer.requireUser(context);
    await this.unitOfWork.run(context, () => this.sessions.endAll(userId, 'logout_all'));
  }
}

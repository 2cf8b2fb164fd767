import type { Authorizer } from '#application/access/authorizer.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { SessionTermination } from './session-termination.js';

export class EndMyOtherSessions {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly sessions: SessionTermination,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Ends all of the user's sessions but the one that asks. @throws AppError UNAUTHENTICATED. */
  async execute(context: RequestContext): Promise<void> {
    const principal = this.authorizer.requireUser(context);
    await this.unitOfWork.run(context, () => this.sessions.endOthers(principal, 'ended_by_user'));
  }
}

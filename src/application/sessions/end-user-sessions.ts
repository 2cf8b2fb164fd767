import type { Authorizer } from '#application/access/authorizer.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { revokeSessions } from '#domain/sessions/permissions.js';
import { UserId } from '#domain/shared/ids.js';
import { userNotFound } from '#domain/users/errors.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { SessionTermination } from './session-termination.js';

export interface EndUserSessionsCommand {
  readonly userId: string;
}

export class EndUserSessions {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly users: UserRepository,
    private readonly sessions: SessionTermination,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @throws AppError VALIDATION_ERROR; STEP_UP_REQUIRED; FORBIDDEN without `sessions:revoke`, or where they have as much as the actor; USER_NOT_FOUND. */
  async execute(command: EndUserSessionsCommand, context: RequestContext): Promise<void> {
    const userId = UserId.parse(command.userId);
    await this.authorizer.require(context, revokeSessions, userId);
    this.authorizer.requireFresh(context);
    await this.unitOfWork.run(context, async () => {
      const actor = await this.authorizer.requireStill(context, revokeSessions, { targetId: userId });
      const user = await this.users.findById(userId);
      if (user === null) throw userNotFound();
      await this.authorizer.requireOutranking(actor, user.state.roles, userId);
      await this.sessions.endAll(userId, 'ended_by_admin');
    });
  }
}

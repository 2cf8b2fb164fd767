import type { Authorizer } from '#application/access/authorizer.js';
import type { SessionTermination } from '#application/sessions/session-termination.js';
import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { SecondFactorsRepository } from '#domain/mfa/second-factors-repository.js';
import { UserId } from '#domain/shared/ids.js';
import { userNotFound } from '#domain/users/errors.js';
import { writeUsers } from '#domain/users/permissions.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { SecondFactorChange } from './second-factor-change.js';

export interface ResetUserFactorsCommand {
  readonly userId: string;
}

/** Helps somebody who has lost their factors; from then on the password alone signs them in. */
export class ResetUserFactors {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly users: UserRepository,
    private readonly factors: SecondFactorsRepository,
    private readonly change: SecondFactorChange,
    private readonly sessions: SessionTermination,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * Ends their sessions, unless there was nothing to reset.
   * @throws AppError VALIDATION_ERROR; FORBIDDEN without `users:write`, or where they have as much as the actor;
   * STEP_UP_REQUIRED; USER_NOT_FOUND.
   */
  async execute(command: ResetUserFactorsCommand, context: RequestContext): Promise<void> {
    const userId = UserId.parse(command.userId);
    await this.authorizer.require(context, writeUsers, userId);
    this.authorizer.requireFresh(context);
    await this.unitOfWork.run(context, async () => {
      const actor = await this.authorizer.requireStill(context, writeUsers, { targetId: userId });
      const user = await this.users.findByIdForUpdate(userId);
      if (user === null) throw userNotFound();
      await this.authorizer.requireOutranking(actor, user.state.roles, userId);
      const factors = await this.factors.find(userId);
      if (factors.state.factors.length === 0) return;
      factors.reset(this.clock.now());
      await this.change.save(user, factors);
      await this.sessions.endAll(userId, 'ended_by_admin');
    });
  }
}

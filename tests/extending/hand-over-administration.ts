import type { Authorizer } from '#application/shared/authorizer.js';
import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { type UserView, viewOf } from '#application/users/user-queries.js';
import { forbidden } from '#domain/access/errors.js';
import { UserId } from '#domain/shared/ids.js';
import { userNotFound } from '#domain/users/errors.js';
import type { UserRepository } from '#domain/users/user-repository.js';

export interface HandOverAdministrationCommand {
  readonly successorId: string;
}

export type HandOverAdministrationResult = UserView;

/** An administrator makes somebody else administrator and steps down, both or neither. */
export class HandOverAdministration {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly users: UserRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError FORBIDDEN to all but administrators; USER_NOT_FOUND. */
  async execute(
    command: HandOverAdministrationCommand,
    context: RequestContext,
  ): Promise<HandOverAdministrationResult> {
    const successorId = UserId.parse(command.successorId);
    const actor = await this.authorizer.require(context, 'users:delete', successorId);
    if (actor.userId === successorId) throw forbidden();
    return this.unitOfWork.run(context, async () => {
      const successor = await this.users.findByIdForUpdate(successorId);
      const predecessor = await this.users.findByIdForUpdate(actor.userId);
      if (!successor?.state.isActive || predecessor === null) throw userNotFound();
      const at = this.clock.now();
      successor.grantRole('admin', at);
      predecessor.assignRoles(['user'], at);
      await this.users.save(successor);
      await this.users.save(predecessor);
      return viewOf(successor);
    });
  }
}

import type { Authorizer } from '#application/shared/authorizer.js';
import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { type UserView, viewOf } from '#application/users/user-queries.js';
import { forbidden } from '#domain/access/errors.js';
import { UserId } from '#domain/shared/ids.js';
import { userNotFound } from '#domain/users/errors.js';
import type { User } from '#domain/users/user.js';
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

  /** @throws AppError FORBIDDEN to all but administrators, and to oneself; USER_NOT_FOUND. */
  async execute(
    command: HandOverAdministrationCommand,
    context: RequestContext,
  ): Promise<HandOverAdministrationResult> {
    const successorId = UserId.parse(command.successorId);
    const actor = await this.authorizer.require(context, 'users:delete', successorId);
    if (actor.userId === successorId) throw forbidden();
    return this.unitOfWork.run(context, async () => {
      const locked = await this.#lock(successorId, actor.userId);
      const [successor, predecessor] = [locked.get(successorId), locked.get(actor.userId)];
      // What the token says may be over by now: nobody hands over twice what they had once.
      if (!predecessor?.isActiveAdmin) throw forbidden();
      if (!successor?.state.isActive) throw userNotFound();
      const at = this.clock.now();
      successor.grantRole('admin', at);
      predecessor.assignRoles(['user'], at);
      await this.users.save(successor);
      await this.users.save(predecessor);
      return viewOf(successor);
    });
  }

  /** In the order of the ids, or two transactions could wait for each other. */
  async #lock(...ids: readonly UserId[]): Promise<ReadonlyMap<UserId, User | null>> {
    const locked = new Map<UserId, User | null>();
    for (const id of ids.toSorted()) locked.set(id, await this.users.findByIdForUpdate(id));
    return locked;
  }
}

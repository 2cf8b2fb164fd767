import type { Authorizer } from '#application/access/authorizer.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { UserId } from '#domain/shared/ids.js';
import { userNotFound } from '#domain/users/errors.js';
import { deleteUsers } from '#domain/users/permissions.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { AccountRemoval } from './account-removal.js';

export interface DeleteUserCommand {
  readonly id: string;
}

export class DeleteUser {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly users: UserRepository,
    private readonly removal: AccountRemoval,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @throws AppError STEP_UP_REQUIRED; FORBIDDEN without `users:delete`, or where they have as much as the actor; USER_NOT_FOUND; LAST_ADMIN. */
  async execute(command: DeleteUserCommand, context: RequestContext): Promise<void> {
    const id = UserId.parse(command.id);
    await this.authorizer.require(context, deleteUsers, id);
    this.authorizer.requireFresh(context);
    await this.unitOfWork.run(context, async () => {
      const held = { targetId: id, isExclusive: true };
      const actor = await this.authorizer.requireStill(context, deleteUsers, held);
      const user = await this.users.findByIdForUpdate(id);
      if (user === null) throw userNotFound();
      await this.authorizer.requireOutranking(actor, user.state.roles, id);
      await this.removal.remove(user);
    });
  }
}

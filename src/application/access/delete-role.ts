import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { AccessRepository } from '#domain/access/access-repository.js';
import { builtIn, roleInUse, roleNotFound } from '#domain/access/errors.js';
import { writeRoles } from '#domain/access/permissions.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { Authorizer } from './authorizer.js';
import { roleNamed } from './named.js';

export interface DeleteRoleCommand {
  readonly name: string;
}

export class DeleteRole {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly repository: AccessRepository,
    private readonly users: UserRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws AppError STEP_UP_REQUIRED; FORBIDDEN without `roles:write`, or where the role has more than the actor;
   * ROLE_NOT_FOUND; BUILT_IN; ROLE_IN_USE.
   */
  async execute(command: DeleteRoleCommand, context: RequestContext): Promise<void> {
    await this.authorizer.require(context, writeRoles);
    this.authorizer.requireFresh(context);
    const name = roleNamed(command.name);
    await this.unitOfWork.run(context, async () => {
      const actor = await this.authorizer.requireStill(context, writeRoles, { isExclusive: true });
      const role = await this.repository.findRole(name);
      if (role === null) throw roleNotFound();
      if (role.state.isBuiltIn) throw builtIn();
      await this.authorizer.requireCovering(actor, role.state.permissions, name);
      if (await this.users.isRoleHeld(name)) throw roleInUse();
      role.delete(this.clock.now());
      await this.repository.removeRole(role);
    });
  }
}

import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { AccessRepository } from '#domain/access/access-repository.js';
import { builtIn, permissionInUse, permissionNotFound } from '#domain/access/errors.js';
import { writeRoles } from '#domain/access/permissions.js';
import type { RolePermissions } from '#domain/access/role-permissions.js';
import type { AccessQueries } from './access-queries.js';
import type { Authorizer } from './authorizer.js';
import { permissionNamed } from './named.js';

export interface DeletePermissionCommand {
  readonly name: string;
}

export class DeletePermission {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly repository: AccessRepository,
    private readonly queries: AccessQueries,
    private readonly builtIn: RolePermissions,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError FORBIDDEN without `roles:write`; BUILT_IN; PERMISSION_NOT_FOUND; PERMISSION_IN_USE. */
  async execute(command: DeletePermissionCommand, context: RequestContext): Promise<void> {
    await this.authorizer.require(context, writeRoles);
    const name = permissionNamed(command.name);
    if (this.builtIn.has(name)) throw builtIn();
    await this.unitOfWork.run(context, async () => {
      await this.authorizer.requireStill(context, writeRoles, { isExclusive: true });
      const permission = await this.repository.findPermission(name);
      if (permission === null) throw permissionNotFound();
      if ((await this.queries.rolesWith(name)).length > 0) throw permissionInUse();
      permission.delete(this.clock.now());
      await this.repository.removePermission(permission);
    });
  }
}

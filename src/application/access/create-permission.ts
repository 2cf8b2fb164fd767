import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { AccessRepository } from '#domain/access/access-repository.js';
import { CustomPermission } from '#domain/access/custom-permission.js';
import { builtIn } from '#domain/access/errors.js';
import { parsePermissionName } from '#domain/access/permission.js';
import { writeRoles } from '#domain/access/permissions.js';
import { parseDescription } from '#domain/access/role-definition.js';
import type { RolePermissions } from '#domain/access/role-permissions.js';
import { parseAll } from '#domain/shared/validation.js';
import type { PermissionView } from './access-queries.js';
import type { Authorizer } from './authorizer.js';

export interface CreatePermissionCommand {
  readonly name: string;
  readonly description: string;
}

/** Makes a permission of an application's own. */
export class CreatePermission {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly repository: AccessRepository,
    private readonly builtIn: RolePermissions,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError FORBIDDEN without `roles:write`; VALIDATION_ERROR; BUILT_IN, PERMISSION_TAKEN. */
  async execute(command: CreatePermissionCommand, context: RequestContext): Promise<PermissionView> {
    await this.authorizer.require(context, writeRoles);
    const permission = parseAll({
      name: () => parsePermissionName(command.name),
      description: () => parseDescription(command.description),
    });
    if (this.builtIn.has(permission.name)) throw builtIn();
    return this.unitOfWork.run(context, async () => {
      await this.authorizer.requireStill(context, writeRoles, { isExclusive: true });
      await this.repository.addPermission(CustomPermission.create(permission, this.clock.now()));
      return { ...permission, isBuiltIn: false };
    });
  }
}

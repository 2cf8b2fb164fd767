import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { AccessRepository } from '#domain/access/access-repository.js';
import { builtIn } from '#domain/access/errors.js';
import { writeRoles } from '#domain/access/permissions.js';
import { isBuiltInRole, parseRole } from '#domain/access/role.js';
import { parseDescription, RoleDefinition } from '#domain/access/role-definition.js';
import { parseAll } from '#domain/shared/validation.js';
import type { RoleView } from './access-queries.js';
import type { Authorizer } from './authorizer.js';
import type { RoleCatalogue } from './role-catalogue.js';

export interface CreateRoleCommand {
  readonly name: string;
  readonly description?: string | null;
  readonly permissions: readonly string[];
}

export class CreateRole {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly repository: AccessRepository,
    private readonly catalogue: RoleCatalogue,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws AppError STEP_UP_REQUIRED; FORBIDDEN without `roles:write`, or for a permission that the actor has not;
   * VALIDATION_ERROR; BUILT_IN, ROLE_TAKEN.
   */
  async execute(command: CreateRoleCommand, context: RequestContext): Promise<RoleView> {
    await this.authorizer.require(context, writeRoles);
    this.authorizer.requireFresh(context);
    const { permissions } = command;
    const described = parseAll({
      name: () => parseRole(command.name, 'name'),
      description: () => (command.description == null ? null : parseDescription(command.description)),
    });
    if (isBuiltInRole(described.name)) throw builtIn();
    return this.unitOfWork.run(context, async () => {
      const actor = await this.authorizer.requireStill(context, writeRoles, { isExclusive: true });
      await this.catalogue.requireKnownPermissions(permissions);
      await this.authorizer.requireCovering(actor, permissions, described.name);
      const role = RoleDefinition.create({ ...described, permissions }, this.clock.now());
      await this.repository.addRole(role);
      return role.state;
    });
  }
}

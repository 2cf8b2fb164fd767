import type { Clock } from '#application/shared/clock.js';
import { type ExpectedVersions, requireVersion } from '#application/shared/expected-version.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { Administrators } from '#application/users/administrators.js';
import type { AccessRepository } from '#domain/access/access-repository.js';
import { builtIn, roleNotFound } from '#domain/access/errors.js';
import { writeRoles } from '#domain/access/permissions.js';
import { parseDescription } from '#domain/access/role-definition.js';
import type { RoleView } from './access-queries.js';
import type { Authorizer } from './authorizer.js';
import { roleNamed } from './named.js';
import type { RoleCatalogue } from './role-catalogue.js';

export interface ChangeRoleCommand {
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly permissions?: readonly string[] | undefined;
  readonly expectedVersions: ExpectedVersions;
}

export class ChangeRole {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly repository: AccessRepository,
    private readonly catalogue: RoleCatalogue,
    private readonly administrators: Administrators,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws AppError STEP_UP_REQUIRED; FORBIDDEN without `roles:write`, or where the role has, or would have, more than the
   * actor; VALIDATION_ERROR; ROLE_NOT_FOUND; BUILT_IN; VERSION_CONFLICT; LAST_ADMIN.
   */
  async execute(command: ChangeRoleCommand, context: RequestContext): Promise<RoleView> {
    await this.authorizer.require(context, writeRoles);
    this.authorizer.requireFresh(context);
    const { description, permissions } = command;
    const name = roleNamed(command.name);
    const change = {
      ...(description !== undefined && {
        description: description === null ? null : parseDescription(description),
      }),
      ...(permissions !== undefined && { permissions }),
    };
    return this.unitOfWork.run(context, async () => {
      const actor = await this.authorizer.requireStill(context, writeRoles, { isExclusive: true });
      const role = await this.repository.findRole(name);
      if (role === null) throw roleNotFound();
      if (role.state.isBuiltIn) throw builtIn();
      requireVersion(command.expectedVersions, role.state.version);
      await this.authorizer.requireCovering(actor, role.state.permissions, name);
      const before = role.state;
      const { granted, revoked } = role.change(change, this.clock.now());
      if (role.state === before) return role.state;
      await this.catalogue.requireKnownPermissions(granted);
      await this.authorizer.requireCovering(actor, granted, name);
      await this.repository.saveRole(role);
      await this.administrators.requireSomeAfterLosing(revoked);
      return role.state;
    });
  }
}

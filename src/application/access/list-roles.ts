import type { RequestContext } from '#application/shared/request-context.js';
import { readUsers } from '#domain/users/permissions.js';
import type { AccessQueries, RoleView } from './access-queries.js';
import type { Authorizer } from './authorizer.js';
import type { RoleCatalogue } from './role-catalogue.js';

export class ListRoles {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly queries: AccessQueries,
    private readonly catalogue: RoleCatalogue,
  ) {}

  /** @throws AppError FORBIDDEN without `users:read`. */
  async execute(context: RequestContext): Promise<readonly RoleView[]> {
    await this.authorizer.require(context, readUsers);
    const roles = await this.queries.listRoles();
    return Promise.all(roles.map((role) => this.catalogue.viewOf(role)));
  }
}

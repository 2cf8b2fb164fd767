import type { RequestContext } from '#application/shared/request-context.js';
import { roleNotFound } from '#domain/access/errors.js';
import { readUsers } from '#domain/users/permissions.js';
import type { AccessQueries, RoleView } from './access-queries.js';
import type { Authorizer } from './authorizer.js';
import { roleNamed } from './named.js';
import type { RoleCatalogue } from './role-catalogue.js';

export interface ShowRoleQuery {
  readonly name: string;
}

export class ShowRole {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly queries: AccessQueries,
    private readonly catalogue: RoleCatalogue,
  ) {}

  /** @throws AppError FORBIDDEN without `users:read`, or ROLE_NOT_FOUND. */
  async execute(query: ShowRoleQuery, context: RequestContext): Promise<RoleView> {
    await this.authorizer.require(context, readUsers);
    const role = await this.queries.findRole(roleNamed(query.name));
    if (role === null) throw roleNotFound();
    return this.catalogue.viewOf(role);
  }
}

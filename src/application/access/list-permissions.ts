import type { RequestContext } from '#application/shared/request-context.js';
import { readUsers } from '#domain/users/permissions.js';
import type { PermissionView } from './access-queries.js';
import type { Authorizer } from './authorizer.js';
import type { RoleCatalogue } from './role-catalogue.js';

export class ListPermissions {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly catalogue: RoleCatalogue,
  ) {}

  /** @throws AppError FORBIDDEN without `users:read`. */
  async execute(context: RequestContext): Promise<readonly PermissionView[]> {
    await this.authorizer.require(context, readUsers);
    return this.catalogue.permissions();
  }
}

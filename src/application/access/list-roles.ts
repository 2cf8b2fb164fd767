import type { RequestContext } from '#application/shared/request-context.js';
import { allRoles, type Role } from '#domain/access/role.js';
import type { RolePermissions } from '#domain/access/role-permissions.js';
import { readUsers } from '#domain/users/permissions.js';
import type { Authorizer } from './authorizer.js';

export interface RoleView {
  readonly name: Role;
  /** Names of permissions. */
  readonly permissions: readonly string[];
}

export class ListRoles {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly rolePermissions: RolePermissions,
  ) {}

  /** @throws AppError FORBIDDEN without `users:read`. */
  async execute(context: RequestContext): Promise<readonly RoleView[]> {
    await this.authorizer.require(context, readUsers);
    return allRoles.map((name) => ({ name, permissions: [...this.rolePermissions.of([name])] }));
  }
}

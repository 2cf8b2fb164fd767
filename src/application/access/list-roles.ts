import type { Authorizer } from '#application/shared/authorizer.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { Permission } from '#domain/access/permission.js';
import { allRoles, type Role, rolePermissions } from '#domain/access/role.js';

export interface RoleView {
  readonly name: Role;
  readonly permissions: readonly Permission[];
}

export type ListRolesResult = readonly RoleView[];

export class ListRoles {
  constructor(private readonly authorizer: Authorizer) {}

  /** @throws AppError FORBIDDEN without `users:read`. */
  async execute(context: RequestContext): Promise<ListRolesResult> {
    await this.authorizer.require(context, 'users:read');
    return allRoles.map((name) => ({ name, permissions: rolePermissions[name] }));
  }
}

import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { TenantId } from '#domain/shared/ids.js';
import type { TenantRoles } from '#domain/tenants/members.js';
import type { TenantAccess } from './tenant-access.js';
import { builtInViews, type TenantRoleView, tenantRoleViewOf } from './tenant-role-view.js';

export class ListTenantRoles {
  constructor(
    private readonly access: TenantAccess,
    private readonly roles: TenantRoles,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** The built-in ones first. @throws AppError VALIDATION_ERROR or TENANT_NOT_FOUND. */
  async execute(query: { readonly id: string }, context: RequestContext): Promise<readonly TenantRoleView[]> {
    const id = TenantId.parse(query.id);
    await this.access.require(context, id, null);
    const own = await this.unitOfWork.scoped(id, context, () => this.roles.list());
    return [...builtInViews(own), ...own.map(tenantRoleViewOf)];
  }
}

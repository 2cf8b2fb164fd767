import type { RequestContext } from '#application/shared/request-context.js';
import { TenantId } from '#domain/shared/ids.js';
import { tenantNotFound } from '#domain/tenants/errors.js';
import type { TenantRepository } from '#domain/tenants/tenant-repository.js';
import type { TenantAccess } from './tenant-access.js';
import { type TenantView, viewOf } from './tenant-view.js';

export class ShowTenant {
  constructor(
    private readonly access: TenantAccess,
    private readonly tenants: TenantRepository,
  ) {}

  /** @throws AppError VALIDATION_ERROR or TENANT_NOT_FOUND. */
  async execute(query: { readonly id: string }, context: RequestContext): Promise<TenantView> {
    const id = TenantId.parse(query.id);
    await this.access.require(context, id, null);
    const tenant = await this.tenants.findById(id);
    if (tenant === null) throw tenantNotFound();
    return viewOf(tenant);
  }
}

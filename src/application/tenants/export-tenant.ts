import type { Authorizer } from '#application/access/authorizer.js';
import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { TenantId } from '#domain/shared/ids.js';
import { ownTenant } from '#domain/tenants/permissions.js';
import type { TenantAccess } from './tenant-access.js';
import type { TenantExportSection } from './tenant-export-section.js';

/** By section. */
export type TenantExport = Readonly<Record<string, unknown>>;

/** What features keep of a tenant, without secrets. */
export class ExportTenant {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly access: TenantAccess,
    private readonly sections: readonly TenantExportSection[],
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError VALIDATION_ERROR, TENANT_NOT_FOUND, FORBIDDEN for all but owners, or STEP_UP_REQUIRED. */
  async execute({ id }: { readonly id: string }, context: RequestContext): Promise<TenantExport> {
    const tenantId = TenantId.parse(id);
    await this.access.require(context, tenantId, ownTenant);
    this.authorizer.requireFresh(context);
    const document: Record<string, unknown> = { exportedAt: this.clock.now() };
    for (const section of this.sections) {
      document[section.name] = await this.unitOfWork.scoped(tenantId, context, () =>
        section.collect(tenantId, context),
      );
    }
    return document;
  }
}

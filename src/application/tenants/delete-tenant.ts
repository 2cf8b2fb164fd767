import type { Authorizer } from '#application/access/authorizer.js';
import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { TenantId } from '#domain/shared/ids.js';
import { invalidField } from '#domain/shared/validation.js';
import { ownTenant } from '#domain/tenants/permissions.js';
import type { TenantRepository } from '#domain/tenants/tenant-repository.js';
import type { TenantChange } from './tenant-change.js';

export interface DeleteTenantCommand {
  readonly id: string;
  /** That of the tenant, so that no other is deleted by mistake. */
  readonly slug: string;
}

/** From then on it is nowhere; what is kept of it is removed later. */
export class DeleteTenant {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly change: TenantChange,
    private readonly tenants: TenantRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError VALIDATION_ERROR, TENANT_NOT_FOUND, FORBIDDEN for all but owners, or STEP_UP_REQUIRED. */
  async execute(command: DeleteTenantCommand, context: RequestContext): Promise<void> {
    const id = TenantId.parse(command.id);
    await this.change.run(context, id, ownTenant, async ({ tenant }) => {
      this.authorizer.requireFresh(context);
      if (command.slug !== tenant.state.slug.value)
        throw invalidField('slug', 'must be the slug of the tenant');
      tenant.delete(this.clock.now());
      await this.tenants.remove(tenant);
    });
  }
}

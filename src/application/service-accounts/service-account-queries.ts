import type { CursorPage } from '#application/shared/pages.js';
import type { ServiceAccountState } from '#domain/service-accounts/service-account.js';
import type { ServiceAccountId, TenantId } from '#domain/shared/ids.js';

export type ServiceAccountView = ServiceAccountState;

export interface ServiceAccountQueries {
  /** In the scope of a tenant, of that one; outside, of whichever. */
  findById(id: ServiceAccountId): Promise<ServiceAccountView | null>;
  /** Those of a tenant, in its scope, or those of none, in the order in which they were made, at most `limit` after the one whose id is `after`. @throws AppError VALIDATION_ERROR for what is no id. */
  list(
    tenantId: TenantId | null,
    after: string | null,
    limit: number,
  ): Promise<CursorPage<ServiceAccountView>>;
  /** How many the tenant has in whose scope it is asked. */
  countOfTenant(tenantId: TenantId): Promise<number>;
}

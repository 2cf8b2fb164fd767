import type { CursorPage } from '#application/shared/pages.js';
import type { ServiceAccountState } from '#domain/service-accounts/service-account.js';
import type { ServiceAccountId, TenantId, UserId } from '#domain/shared/ids.js';

export type ServiceAccountView = ServiceAccountState;

/** That somebody has made it: what it is called and may do is its tenant's to know. */
export type MadeAccount = Pick<ServiceAccountView, 'id' | 'tenantId' | 'createdAt'>;

export interface ServiceAccountQueries {
  /** In the scope of a tenant, of that one; outside, of whichever. */
  findById(id: ServiceAccountId): Promise<ServiceAccountView | null>;
  /** Those of a tenant, in its scope, or those of none, in the order in which they were made, at most `limit` after the one whose id is `after`. @throws AppError VALIDATION_ERROR for what is no id. */
  list(
    tenantId: TenantId | null,
    after: string | null,
    limit: number,
  ): Promise<CursorPage<ServiceAccountView>>;
  /** Those that a user has made, outside of any scope, of whichever tenant, in the order of `list`. */
  listMadeBy(userId: UserId, after: string | null, limit: number): Promise<CursorPage<MadeAccount>>;
  /** How many the tenant has in whose scope it is asked. */
  countOfTenant(tenantId: TenantId): Promise<number>;
}

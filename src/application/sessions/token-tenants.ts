import type { TenantId, UserId } from '#domain/shared/ids.js';

/** What an access token says of its holder in the tenant that it is for. @public */
export interface TokenTenants {
  /** @throws AppError TENANT_NOT_FOUND for those who do not belong to it. */
  rolesIn(tenantId: TenantId, userId: UserId): Promise<readonly string[]>;
}

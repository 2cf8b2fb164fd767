import type { TenantPrograms } from '#application/tenants/tenant-programs.js';
import type { ServiceAccountId } from '#domain/shared/ids.js';
import type { ServiceAccountQueries } from './service-account-queries.js';

/** The service accounts of tenants, as those who act in them. */
export class TenantAccounts implements TenantPrograms {
  readonly name = 'service-accounts';

  constructor(private readonly queries: ServiceAccountQueries) {}

  async permissionsOf(id: ServiceAccountId): Promise<readonly string[] | null> {
    const account = await this.queries.findById(id);
    return account?.isActive ? account.permissions : null;
  }
}

import { allPages, exportPageSize } from '#application/data-export/data-export-section.js';
import type { TenantExportSection } from '#application/tenants/tenant-export-section.js';
import type { TenantId } from '#domain/shared/ids.js';
import { type ApiKeyQueries, listedKeys } from './api-key-queries.js';
import type { ServiceAccountQueries } from './service-account-queries.js';

/** The service accounts of a tenant, each with its keys, as they are listed: without their secrets. */
export class TenantAccountsSection implements TenantExportSection {
  readonly name = 'serviceAccounts';

  constructor(
    private readonly accounts: ServiceAccountQueries,
    private readonly keys: ApiKeyQueries,
  ) {}

  async collect(tenantId: TenantId): Promise<unknown> {
    const collected: unknown[] = [];
    const page = (after: string | null) => this.accounts.list(tenantId, after, exportPageSize);
    for (const { version: _, tenantId: _of, ...account } of await allPages(page)) {
      const keys = await this.keys.listByOwner({ kind: 'service', id: account.id }, listedKeys);
      collected.push({ ...account, keys: keys.map(({ permissions: _permissions, ...key }) => key) });
    }
    return collected;
  }
}

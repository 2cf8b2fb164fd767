import {
  allPages,
  type DataExportSection,
  exportPageSize,
} from '#application/data-export/data-export-section.js';
import type { UserId } from '#domain/shared/ids.js';
import type { ServiceAccountQueries } from './service-account-queries.js';

/** Which programs somebody has made accounts for, also in tenants that they have left. */
export class MadeAccountsSection implements DataExportSection {
  readonly name = 'serviceAccounts';

  constructor(private readonly queries: ServiceAccountQueries) {}

  collect(userId: UserId): Promise<unknown> {
    return allPages((cursor) => this.queries.listMadeBy(userId, cursor, exportPageSize));
  }
}

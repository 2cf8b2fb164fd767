import type { DataExportSection } from '#application/data-export/data-export-section.js';
import type { UserId } from '#domain/shared/ids.js';
import type { UserQueries } from './user-queries.js';

export class AccountSection implements DataExportSection {
  readonly name = 'account';

  constructor(private readonly queries: UserQueries) {}

  collect(userId: UserId): Promise<unknown> {
    return this.queries.findById(userId);
  }
}

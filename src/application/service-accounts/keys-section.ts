import type { DataExportSection } from '#application/data-export/data-export-section.js';
import type { UserId } from '#domain/shared/ids.js';
import { type ApiKeyQueries, listedKeys } from './api-key-queries.js';

export class KeysSection implements DataExportSection {
  readonly name = 'keys';

  constructor(private readonly queries: ApiKeyQueries) {}

  collect(userId: UserId): Promise<unknown> {
    return this.queries.listByOwner({ kind: 'user', id: userId }, listedKeys);
  }
}

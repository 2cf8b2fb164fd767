import {
  allPages,
  type DataExportSection,
  exportPageSize,
} from '#application/data-export/data-export-section.js';
import type { UserId } from '#domain/shared/ids.js';
import type { SessionHistory } from './session-history.js';

export class SessionsSection implements DataExportSection {
  readonly name = 'sessions';

  constructor(private readonly history: SessionHistory) {}

  collect(userId: UserId): Promise<unknown> {
    return allPages((cursor) => this.history.listByUser(userId, cursor, exportPageSize));
  }
}

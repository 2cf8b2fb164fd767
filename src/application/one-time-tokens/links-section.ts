import type { DataExportSection } from '#application/data-export/data-export-section.js';
import type { UserId } from '#domain/shared/ids.js';
import type { OneTimeTokenStore } from './one-time-token-store.js';

/** For what links were mailed that are kept still, and to which address they lead: one that is wanted, or a former one. */
export class LinksSection implements DataExportSection {
  readonly name = 'mailedLinks';

  constructor(private readonly tokens: OneTimeTokenStore) {}

  collect(userId: UserId): Promise<unknown> {
    return this.tokens.listOf(userId);
  }
}

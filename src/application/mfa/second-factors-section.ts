import type { DataExportSection } from '#application/data-export/data-export-section.js';
import type { UserId } from '#domain/shared/ids.js';
import type { FactorOverview } from './factor-overview.js';

export class SecondFactorsSection implements DataExportSection {
  readonly name = 'secondFactors';

  constructor(private readonly overview: FactorOverview) {}

  collect(userId: UserId): Promise<unknown> {
    return this.overview.of(userId);
  }
}

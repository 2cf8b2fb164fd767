import type { Authorizer } from '#application/access/authorizer.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { FactorOverview, FactorsView } from './factor-overview.js';

export class ListMyFactors {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly overview: FactorOverview,
  ) {}

  /** @throws AppError UNAUTHENTICATED. */
  async execute(context: RequestContext): Promise<FactorsView> {
    return this.overview.of(this.authorizer.requireSession(context).userId);
  }
}

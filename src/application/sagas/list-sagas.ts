import type { Authorizer } from '#application/access/authorizer.js';
import type { CursorPage } from '#application/shared/pages.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { manageSagas } from '#domain/sagas/permissions.js';
import type { SagaFilter, SagaQueries, SagaView } from './saga-queries.js';

export interface ListSagasQuery {
  readonly filter: SagaFilter;
  /** The id of the last one that is known; null for the first page. */
  readonly cursor: string | null;
  readonly limit: number;
}

export class ListSagas {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly queries: SagaQueries,
  ) {}

  /** @throws AppError FORBIDDEN without `sagas:manage`; VALIDATION_ERROR for what is no cursor. */
  async execute(
    { filter, cursor, limit }: ListSagasQuery,
    context: RequestContext,
  ): Promise<CursorPage<SagaView>> {
    await this.authorizer.require(context, manageSagas);
    return this.queries.list(filter, cursor, limit);
  }
}

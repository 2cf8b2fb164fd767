import type { Authorizer } from '#application/access/authorizer.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { sagaNotFound } from '#domain/sagas/errors.js';
import { manageSagas } from '#domain/sagas/permissions.js';
import type { SagaRepository } from '#domain/sagas/saga-repository.js';
import { parseId } from '#domain/shared/ids.js';
import { type SagaView, viewOf } from './saga-queries.js';

export interface ShowSagaQuery {
  readonly id: string;
}

export class ShowSaga {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly repository: SagaRepository,
  ) {}

  /** @throws AppError FORBIDDEN without `sagas:manage`; VALIDATION_ERROR; SAGA_NOT_FOUND. */
  async execute({ id }: ShowSagaQuery, context: RequestContext): Promise<SagaView> {
    await this.authorizer.require(context, manageSagas);
    const saga = await this.repository.findById(parseId(id, 'id'));
    if (saga === null) throw sagaNotFound();
    return viewOf(saga.state);
  }
}

import type { Authorizer } from '#application/access/authorizer.js';
import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { sagaNotFound } from '#domain/sagas/errors.js';
import { manageSagas } from '#domain/sagas/permissions.js';
import type { SagaRepository } from '#domain/sagas/saga-repository.js';
import { parseId } from '#domain/shared/ids.js';
import type { SagaCatalogue } from './saga-catalogue.js';
import type { Sagas } from './sagas.js';

export interface RetrySagaCommand {
  readonly id: string;
}

export class RetrySaga {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly catalogue: SagaCatalogue,
    private readonly repository: SagaRepository,
    private readonly sagas: Sagas,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * Has a parked saga go on from where it stood, with the keys that its steps had.
   * @throws AppError FORBIDDEN without `sagas:manage`; VALIDATION_ERROR; SAGA_NOT_FOUND, SAGA_NOT_PARKED, VERSION_CONFLICT.
   */
  async execute({ id }: RetrySagaCommand, context: RequestContext): Promise<void> {
    await this.authorizer.require(context, manageSagas);
    const sagaId = parseId(id, 'id');
    await this.unitOfWork.run(context, async () => {
      const saga = await this.repository.findById(sagaId);
      if (saga === null) throw sagaNotFound();
      saga.retry(this.catalogue.of(saga.state) ?? { onFailure: 'undo' }, this.clock.now());
      await this.repository.save(saga);
      await this.sagas.enqueue(saga);
    });
  }
}

import { defineJob, type JobHandler } from '#application/jobs/job.js';
import type { Clock } from '#application/shared/clock.js';
import type { Logger } from '#application/shared/logger.js';
import { systemContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { Saga } from '#domain/sagas/saga.js';
import type { SagaRepository } from '#domain/sagas/saga-repository.js';
import type { SagaCatalogue } from './saga-catalogue.js';
import type { Sagas } from './sagas.js';

/** After which a saga has none that is about to be done. */
const overdueSeconds = 600;
/** For which a saga waits for an instance that knows it: in an update, one comes. */
const unknownSeconds = 86_400;
const batchSize = 200;

/**
 * Gives sagas a job that have lost theirs: somebody has deleted it, or it was that of a saga which nobody knew. One
 * whose job is there keeps that one, since each turn has no more than one.
 */
export class WakeSagas implements JobHandler {
  readonly job = defineJob({
    name: 'sagas.wake',
    description: 'Gives sagas that have stood still a job again.',
    parse: () => ({}),
    attempts: 3,
    schedule: { cron: '*/10 * * * *', timeZone: 'UTC' },
  });

  constructor(
    private readonly catalogue: SagaCatalogue,
    private readonly repository: SagaRepository,
    private readonly sagas: Sagas,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  async handle(): Promise<void> {
    const overdue = await this.repository.findOverdue(overdueSeconds, batchSize);
    for (const { state } of overdue) {
      await this.unitOfWork.run(systemContext, async () => {
        const saga = await this.repository.findById(state.id);
        if (saga === null || saga.state.version !== state.version) return;
        if (this.#isForgotten(saga)) await this.#park(saga);
        else await this.sagas.enqueue(saga);
      });
    }
  }

  #isForgotten({ state }: Saga): boolean {
    const overdueMs = this.clock.now().getTime() - (state.dueAt?.getTime() ?? 0);
    return overdueMs > unknownSeconds * 1000 && this.catalogue.of(state) === null;
  }

  async #park(saga: Saga): Promise<void> {
    const { name, id, steps } = saga.state;
    const step = steps.find(({ effort }) => effort.state !== 'done') ?? steps[0];
    saga.park(step?.name ?? '', this.clock.now());
    await this.repository.save(saga);
    this.unitOfWork.afterCommit(() => {
      this.logger.error('A saga is parked', { saga: name, id, error: 'Nobody knows it any more' });
    });
  }
}

import type { Jobs } from '#application/jobs/jobs.js';
import type { Clock } from '#application/shared/clock.js';
import type { IdGenerator } from '#application/shared/id-generator.js';
import { Saga } from '#domain/sagas/saga.js';
import type { SagaRepository } from '#domain/sagas/saga-repository.js';
import { advanceSagaJob } from './advance-saga-job.js';
import type { SagaCatalogue } from './saga-catalogue.js';

/** Where sagas begin. @public */
export class Sagas {
  constructor(
    private readonly catalogue: SagaCatalogue,
    private readonly repository: SagaRepository,
    private readonly jobs: Jobs,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
  ) {}

  /**
   * Part of the unit of work: it begins when that is committed, and then comes to an end.
   * @param subjectId what it is about; not a secret, and nothing of a person but an id.
   * @returns its id; null where one of this name about the same is not over yet.
   * @throws Error outside a unit of work, and where no feature contributes it.
   */
  async start(name: string, subjectId: string): Promise<string | null> {
    const { version: definitionVersion, steps } = this.catalogue.newest(name);
    const saga = Saga.begin(
      { id: this.ids.next(), name, definitionVersion, subjectId },
      steps.map((step) => step.name),
      this.clock.now(),
    );
    if (!(await this.repository.add(saga))) return null;
    await this.enqueue(saga);
    return saga.state.id;
  }

  /** The job of its turn, of which there is never more than one. Nothing where there is nothing to be done. */
  async enqueue({ state: { id, turn, dueAt } }: Saga): Promise<void> {
    if (dueAt === null) return;
    const uniqueKey = `${id}:${turn}`;
    // Our clock may be a little ahead of the one of the jobs: what is due now would wait until they look again.
    const options = dueAt > this.clock.now() ? { runAt: dueAt, uniqueKey } : { uniqueKey };
    await this.jobs.enqueue(advanceSagaJob, { sagaId: id, turn }, options);
  }
}

import { type JobHandler, type JobRun, PermanentFailure } from '#application/jobs/job.js';
import type { Clock } from '#application/shared/clock.js';
import type { Logger } from '#application/shared/logger.js';
import { systemContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { Saga, SagaTask } from '#domain/sagas/saga.js';
import type { SagaRepository } from '#domain/sagas/saga-repository.js';
import { versionConflict } from '#domain/shared/errors.js';
import { advanceSagaJob, type AdvanceSaga as Payload } from './advance-saga-job.js';
import type { KnownSaga, SagaCatalogue } from './saga-catalogue.js';
import type { SagaStep } from './saga-definition.js';
import type { Sagas } from './sagas.js';
import { type StepConditions, StepFailure } from './step-conditions.js';

export interface AdvanceSagaParts {
  readonly catalogue: SagaCatalogue;
  readonly repository: SagaRepository;
  readonly sagas: Sagas;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly conditions: StepConditions;
}

/** An attempt that has begun: nobody else's outcome is noted until its own is, or somebody takes over. */
interface Attempt {
  readonly sagaId: string;
  readonly known: KnownSaga;
  readonly step: SagaStep;
  readonly task: SagaTask;
  readonly run: { readonly subjectId: string; readonly idempotencyKey: string; readonly attempt: number };
  /** Of the saga, with which the attempt was noted. */
  readonly version: number;
  /** The attempts before were all that there may be, and the last of them has no outcome. */
  readonly isTooMany: boolean;
}

type Outcome = { readonly error: unknown; readonly isFinal: boolean } | null;

/** Notes an attempt, makes it, and notes its outcome together with the job of the next turn. */
export class AdvanceSaga implements JobHandler<Payload> {
  readonly job = advanceSagaJob;

  constructor(private readonly parts: AdvanceSagaParts) {}

  /** @throws AppError VERSION_CONFLICT where another instance has taken over: the job is looked at again. */
  async handle({ payload, signal }: JobRun<Payload>): Promise<void> {
    const attempt = await this.#begin(payload);
    if (attempt === null) return;
    const outcome = attempt.isTooMany ? lost : await this.#try(attempt, signal);
    await this.#settle(attempt, outcome);
  }

  /** @returns null where the turn is over, or nobody here knows the saga. */
  #begin({ sagaId, turn }: Payload): Promise<Attempt | null> {
    const { catalogue, repository, unitOfWork, clock, logger } = this.parts;
    return unitOfWork.run(systemContext, async () => {
      const saga = await repository.findById(sagaId);
      if (saga === null || saga.state.turn !== turn) return null;
      const { id, name, definitionVersion, subjectId } = saga.state;
      const known = catalogue.of(saga.state);
      if (known === null) {
        logger.warn('Nobody here knows a saga', { saga: name, version: definitionVersion, id });
        return null;
      }
      const task = saga.task(known);
      if (task === null) return null;
      const step = known.steps.find(({ name: each }) => each === task.step) as SagaStep;
      const isTooMany = task.effort.attempts >= step.attempts;
      if (!isTooMany) saga.attempt(task, clock.now());
      await repository.save(saga);
      const idempotencyKey = `${id}:${task.step}${task.isUndo ? ':undo' : ''}`;
      const run = { subjectId, idempotencyKey, attempt: task.effort.attempts + 1 };
      return { sagaId, known, step, task, run, version: saga.state.version, isTooMany };
    });
  }

  async #try({ step, task, run }: Attempt, stop: AbortSignal): Promise<Outcome> {
    const limit = this.parts.conditions.timeLimit(step.timeoutSeconds);
    const signal = AbortSignal.any([stop, limit]);
    try {
      const answer = await unlessAborted(
        task.isUndo ? (step.undo?.({ ...run, signal }) ?? nothing) : step.do({ ...run, signal }),
        signal,
      );
      return answer === 'not yet' ? { error: notYet, isFinal: false } : null;
    } catch (error) {
      // Whoever takes over makes the attempt anew, with the same key.
      stop.throwIfAborted();
      const isLate = limit.aborted;
      return {
        error: isLate ? new StepFailure(`It took longer than ${step.timeoutSeconds} s`) : error,
        isFinal: error instanceof PermanentFailure,
      };
    }
  }

  async #settle(attempt: Attempt, outcome: Outcome): Promise<void> {
    const { repository, sagas, unitOfWork, clock, logger, conditions } = this.parts;
    const { sagaId, known, step, task, version } = attempt;
    const error = outcome && conditions.describe(outcome.error);
    const saga = await unitOfWork.run(systemContext, async () => {
      const current = await repository.findById(sagaId);
      if (current?.state.version !== version) throw versionConflict();
      if (outcome === null || error === null) current.succeed(task, known, clock.now());
      else {
        const failure = { error, isFinal: outcome.isFinal, chance: conditions.chance() };
        current.fail(task, failure, { ...known, effort: step }, clock.now());
      }
      await repository.save(current);
      await sagas.enqueue(current);
      return current;
    });
    tell(logger, saga, task, outcome);
  }
}

/** A release that has nothing to take back any more. */
const nothing = Promise.resolve('done' as const);

const notYet = new StepFailure('It is not done yet');
const lost: Outcome = {
  error: new StepFailure('The process that did it ended, or was cut off'),
  isFinal: false,
};

async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const cutOff = () => reject(signal.reason);
  if (signal.aborted) cutOff();
  signal.addEventListener('abort', cutOff);
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', cutOff);
  }
}

function tell(logger: Logger, { state: saga }: Saga, task: SagaTask, outcome: Outcome): void {
  if (outcome === null) return;
  const { step, isUndo } = task;
  const fields = { saga: saga.name, id: saga.id, step, isUndo, error: outcome.error };
  logger.warn('A step of a saga failed', fields);
  if (saga.state === 'parked') logger.error('A saga is parked', fields);
}

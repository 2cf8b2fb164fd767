import type { CursorPage } from '#application/shared/pages.js';
import type { Effort } from '#domain/sagas/effort.js';
import type { SagaRecord, SagaState } from '#domain/sagas/saga.js';

export interface SagaFilter {
  readonly state?: SagaState | undefined;
  readonly name?: string | undefined;
}

/** What operators see of sagas. */
export interface SagaQueries {
  /** Newest first, at most `limit` (>= 1) of them behind the one with the id `after`, which need not exist any more. */
  list(filter: SagaFilter, after: string | null, limit: number): Promise<CursorPage<SagaView>>;
}

export interface EffortView {
  readonly state: Effort['state'];
  readonly attempts: number;
  /** Not before then; null where it is over. */
  readonly dueAt: Date | null;
  readonly error: string | null;
}

export interface SagaStepView extends EffortView {
  readonly name: string;
  /** Null where nothing is taken back. */
  readonly compensation: EffortView | null;
}

export interface SagaView {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly subjectId: string;
  readonly state: SagaState;
  readonly isUndoing: boolean;
  readonly steps: readonly SagaStepView[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export function viewOf(saga: SagaRecord): SagaView {
  const { id, name, definitionVersion: version, subjectId, state, isUndoing, createdAt, updatedAt } = saga;
  const steps = saga.steps.map((step) => ({
    name: step.name,
    ...effortView(step.effort),
    compensation: step.undoing && effortView(step.undoing),
  }));
  return { id, name, version, subjectId, state, isUndoing, steps, createdAt, updatedAt };
}

function effortView({ state, attempts, dueAt, error }: Effort): EffortView {
  return { state, attempts, dueAt: state === 'waiting' ? dueAt : null, error };
}

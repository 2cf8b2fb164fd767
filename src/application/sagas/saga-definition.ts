import type { EndedSaga } from '#domain/sagas/saga.js';
import type { DomainEvent } from '#domain/shared/domain-event.js';

/** One attempt at a step, or at undoing it. @public */
export interface SagaStepRun {
  /** What the saga is about, such as the id of a tenant: what a step needs, it reads by this. */
  readonly subjectId: string;
  /** The same at each attempt, and another for undoing: whoever is called with it does what they do once. */
  readonly idempotencyKey: string;
  /** From 1. An attempt that a lost process has cut off counts. */
  readonly attempt: number;
  /** Aborted when its time is up, and when the service stops or another instance takes over. */
  readonly signal: AbortSignal;
}

/** @public */
export interface SagaStep {
  /** The only one of its saga; kept with those that have begun. */
  readonly name: string;
  /**
   * Outside of any unit of work, at least once. What it throws is tried again later; a `PermanentFailure` is not.
   * @returns `not yet` to be asked again, like after a failure.
   */
  do(run: SagaStepRun): Promise<'done' | 'not yet'>;
  /**
   * Takes back what `do` has done, or may have done: it has to bear that there is nothing. Where it is left out there
   * is nothing to be taken back.
   */
  undo?(run: SagaStepRun): Promise<'done' | 'not yet'>;
  /** Of `do` and of `undo`, the first one included. */
  readonly attempts: number;
  /** Since the first attempt; null: only attempts count. */
  readonly withinSeconds: number | null;
  /** Until the second attempt; twice as long each time after it, and once to twice that by chance. */
  readonly firstRetrySeconds: number;
  readonly maxRetrySeconds: number;
  /** Of one attempt, at most 600. */
  readonly timeoutSeconds: number;
}

/** @public */
export interface SagaDefinition {
  /** With the version its identity where sagas are kept. */
  readonly name: string;
  /** Sagas go on by the version that they began with: raise it when steps change, and contribute the former one too. */
  readonly version: number;
  /** What it does, for whoever operates it. */
  readonly description: string;
  /**
   * `undo`: step by step, and when one fails for good, back in reverse order. `insist`: steps do not wait for one
   * another, and nothing is undone; what has failed for good is parked when all else is done.
   */
  readonly onFailure: 'undo' | 'insist';
  readonly steps: readonly SagaStep[];
  /** Told in the unit of work in which it ends. The manifest of a feature lists the events. */
  readonly whenDone?: (ended: EndedSaga, at: Date) => DomainEvent;
  readonly whenUndone?: (ended: EndedSaga, at: Date) => DomainEvent;
}

type Defaults = 'attempts' | 'withinSeconds' | 'firstRetrySeconds' | 'maxRetrySeconds' | 'timeoutSeconds';
type GivenStep = Omit<SagaStep, Defaults> & Partial<Pick<SagaStep, Defaults>>;

export const maxStepSeconds = 600;

/**
 * Defines a saga, which a feature contributes: `wiring.contribute('saga', 'orders', () => defineSaga({ ... }), [])`.
 * @throws Error for one that could not run. @public
 */
export function defineSaga(
  definition: Omit<SagaDefinition, 'steps' | 'version'> & {
    readonly version?: number;
    readonly steps: readonly GivenStep[];
  },
): SagaDefinition {
  const steps = definition.steps.map((step) => ({
    attempts: 10,
    withinSeconds: null,
    firstRetrySeconds: 5,
    maxRetrySeconds: 3_600,
    timeoutSeconds: 30,
    ...step,
  }));
  if (steps.length === 0) throw new Error(`The saga ${definition.name} has no step`);
  for (const [index, { name, timeoutSeconds }] of steps.entries()) {
    if (steps.findIndex((each) => each.name === name) !== index)
      throw new Error(`The saga ${definition.name} has two steps ${name}`);
    if (timeoutSeconds > maxStepSeconds)
      throw new Error(
        `The step ${name} of the saga ${definition.name} has more time than ${maxStepSeconds} s`,
      );
  }
  return Object.freeze({ version: 1, ...definition, steps });
}

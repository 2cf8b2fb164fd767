import { AggregateRoot } from '#domain/shared/aggregate-root.js';
import type { DomainEvent } from '#domain/shared/domain-event.js';
import { delayed, type Effort, type EffortRules, isExhausted, newEffort } from './effort.js';
import { sagaNotParked } from './errors.js';
import { sagaParked } from './events.js';

export const sagaStates = ['running', 'undoing', 'done', 'undone', 'parked'] as const;

export type SagaState = (typeof sagaStates)[number];

export interface SagaStepRecord {
  readonly name: string;
  readonly effort: Effort;
  /** Null where there is nothing to be undone, or not yet. */
  readonly undoing: Effort | null;
}

export interface SagaRecord {
  readonly id: string;
  /** Of its definition, as is the version. */
  readonly name: string;
  readonly definitionVersion: number;
  readonly subjectId: string;
  readonly state: SagaState;
  /** Whether it goes back; also while it is parked. */
  readonly isUndoing: boolean;
  readonly steps: readonly SagaStepRecord[];
  /** Counts what has become of attempts: each turn has a job of its own. */
  readonly turn: number;
  readonly version: number;
  /** When there is something to be done; null where there is nothing. */
  readonly dueAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What is to be tried now. */
export interface SagaTask {
  readonly step: string;
  readonly isUndo: boolean;
  readonly effort: Effort;
}

/** @public */
export interface EndedSaga {
  readonly subjectId: string;
  /** By their names. */
  readonly steps: readonly string[];
}

/** What a saga is by its definition. */
export interface SagaRules {
  /** `undo`: in order, and back when a step fails. `insist`: each step by itself, until it is done. */
  readonly onFailure: 'undo' | 'insist';
  isUndoable(step: string): boolean;
  /** What is told when all is done, or undone. */
  readonly whenDone?: (ended: EndedSaga, at: Date) => DomainEvent;
  readonly whenUndone?: (ended: EndedSaga, at: Date) => DomainEvent;
}

/** Steps that are taken one after the other, each for as long as it takes, and what has become of them. */
export class Saga extends AggregateRoot {
  #state: SagaRecord;

  private constructor(state: SagaRecord) {
    super();
    this.#state = state;
  }

  static begin(
    saga: Pick<SagaRecord, 'id' | 'name' | 'definitionVersion' | 'subjectId'>,
    steps: readonly string[],
    at: Date,
  ): Saga {
    return new Saga({
      ...saga,
      state: 'running',
      isUndoing: false,
      steps: steps.map((name) => ({ name, effort: newEffort(at), undoing: null })),
      turn: 1,
      version: 1,
      dueAt: at,
      createdAt: at,
      updatedAt: at,
    });
  }

  static rehydrate(state: SagaRecord): Saga {
    return new Saga(state);
  }

  get state(): SagaRecord {
    return this.#state;
  }

  /** @returns null where it is over or parked. */
  task({ onFailure }: Pick<SagaRules, 'onFailure'>): SagaTask | null {
    const { state, steps } = this.#state;
    if (state === 'undoing') {
      const last = steps.findLast(({ undoing }) => undoing?.state === 'waiting');
      return last?.undoing ? { step: last.name, isUndo: true, effort: last.undoing } : null;
    }
    if (state !== 'running') return null;
    const waiting = steps.filter(({ effort }) => effort.state === 'waiting');
    // The first of those that are due earliest; in order there is but one that may be taken.
    const next = onFailure === 'undo' ? waiting[0] : earliest(waiting);
    return next === undefined ? null : { step: next.name, isUndo: false, effort: next.effort };
  }

  /** Counts an attempt, before anybody is called. */
  attempt(task: SagaTask, at: Date): void {
    this.#note(task, { attempts: task.effort.attempts + 1, begunAt: task.effort.begunAt ?? at }, at);
  }

  succeed(task: SagaTask, rules: SagaRules, at: Date): void {
    this.#note(task, { state: 'done', error: null }, at);
    this.#settle(rules, at);
  }

  /**
   * @param isFinal whether no further attempt would change it.
   * @param chance of [0, 1).
   */
  fail(
    task: SagaTask,
    failure: { readonly error: string; readonly isFinal: boolean; readonly chance: number },
    rules: SagaRules & { readonly effort: EffortRules },
    at: Date,
  ): void {
    const { error, isFinal, chance } = failure;
    const effort = this.#effortOf(task);
    if (isFinal || isExhausted(effort, rules.effort, at)) this.#note(task, { state: 'failed', error }, at);
    else this.#note(task, { ...delayed(effort, rules.effort, chance, at), error }, at);
    // What was refused at once has done nothing; of all else nobody knows.
    const isWithoutEffect = isFinal && effort.attempts <= 1;
    this.#settle(rules, at, isWithoutEffect ? task.step : null);
  }

  /** What has failed is tried anew, with all its attempts. @throws AppError SAGA_NOT_PARKED. */
  retry(rules: Pick<SagaRules, 'onFailure'>, at: Date): void {
    const { state, isUndoing, steps } = this.#state;
    if (state !== 'parked') throw sagaNotParked();
    const again = ({ error, ...effort }: Effort): Effort =>
      effort.state === 'done' ? { ...effort, error } : { ...newEffort(at), error };
    this.#change(
      {
        state: isUndoing ? 'undoing' : 'running',
        steps: steps.map((step) =>
          isUndoing
            ? { ...step, undoing: step.undoing && again(step.undoing) }
            : { ...step, effort: again(step.effort) },
        ),
      },
      at,
    );
    this.#nextTurn(rules);
  }

  /** Nothing is done about it until somebody wants it. */
  park(step: string, at: Date): void {
    const { id, name, subjectId, isUndoing } = this.#state;
    this.#change({ state: 'parked', dueAt: null }, at);
    this.record(sagaParked(id, { name, about: subjectId, step, isUndoing }, at));
  }

  /** Called by the repository that has stored it as the next version. */
  saved(): void {
    this.#state = { ...this.#state, version: this.#state.version + 1 };
  }

  /** What follows from the efforts as they stand. */
  #settle(rules: SagaRules, at: Date, withoutEffect: string | null = null): void {
    if (this.#state.isUndoing) this.#settleBack(rules, at);
    else this.#settleForth(rules, at, withoutEffect);
    this.#nextTurn(rules);
  }

  #settleForth(rules: SagaRules, at: Date, withoutEffect: string | null): void {
    const { steps } = this.#state;
    const failed = steps.find(({ effort }) => effort.state === 'failed');
    if (failed !== undefined && rules.onFailure === 'undo') {
      const isToUndo = ({ name, effort }: SagaStepRecord) =>
        effort.attempts > 0 && name !== withoutEffect && rules.isUndoable(name);
      const undone = steps.map((step) => ({ ...step, undoing: isToUndo(step) ? newEffort(at) : null }));
      this.#change({ state: 'undoing', isUndoing: true, steps: undone }, at);
      this.#settleBack(rules, at);
    } else if (steps.some(({ effort }) => effort.state === 'waiting')) return;
    else if (failed === undefined) {
      this.#change({ state: 'done' }, at);
      if (rules.whenDone !== undefined) this.record(rules.whenDone(this.#ended(), at));
    } else this.park(failed.name, at);
  }

  #settleBack(rules: SagaRules, at: Date): void {
    const { steps } = this.#state;
    const failed = steps.find(({ undoing }) => undoing?.state === 'failed');
    if (failed !== undefined) this.park(failed.name, at);
    else if (!steps.some(({ undoing }) => undoing?.state === 'waiting')) {
      this.#change({ state: 'undone' }, at);
      if (rules.whenUndone !== undefined) this.record(rules.whenUndone(this.#ended(), at));
    }
  }

  #ended(): EndedSaga {
    const { subjectId, steps } = this.#state;
    return { subjectId, steps: steps.map(({ name }) => name) };
  }

  #nextTurn(rules: Pick<SagaRules, 'onFailure'>): void {
    const { turn } = this.#state;
    this.#state = { ...this.#state, turn: turn + 1, dueAt: this.task(rules)?.effort.dueAt ?? null };
  }

  #effortOf({ step, isUndo }: SagaTask): Effort {
    const found = this.#state.steps.find(({ name }) => name === step);
    const effort = isUndo ? found?.undoing : found?.effort;
    if (!effort) throw new Error(`The saga has nothing of ${step} to do`);
    return effort;
  }

  #note(task: SagaTask, change: Partial<Effort>, at: Date): void {
    const effort = { ...this.#effortOf(task), ...change };
    const steps = this.#state.steps.map((step) =>
      step.name === task.step ? { ...step, ...(task.isUndo ? { undoing: effort } : { effort }) } : step,
    );
    this.#change({ steps }, at);
  }

  #change(change: Partial<SagaRecord>, at: Date): void {
    this.#state = { ...this.#state, ...change, updatedAt: at };
  }
}

function earliest(steps: readonly SagaStepRecord[]): SagaStepRecord | undefined {
  return steps.reduce<SagaStepRecord | undefined>(
    (first, step) => (first !== undefined && first.effort.dueAt <= step.effort.dueAt ? first : step),
    undefined,
  );
}

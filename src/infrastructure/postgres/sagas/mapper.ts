import type { Effort } from '#domain/sagas/effort.js';
import { Saga } from '#domain/sagas/saga.js';
import type { EffortRow, SagaRow } from './schema.js';

export function toRow({ state }: Saga): SagaRow {
  const steps = state.steps.map(({ name, effort, undoing }) => ({
    name,
    effort: toEffortRow(effort),
    undoing: undoing && toEffortRow(undoing),
  }));
  return { ...state, steps };
}

export function toDomain({ steps, ...row }: SagaRow): Saga {
  return Saga.rehydrate({
    ...row,
    steps: steps.map(({ name, effort, undoing }) => ({
      name,
      effort: toEffort(effort),
      undoing: undoing && toEffort(undoing),
    })),
  });
}

function toEffortRow({ begunAt, dueAt, ...effort }: Effort): EffortRow {
  return { ...effort, begunAt: begunAt?.toISOString() ?? null, dueAt: dueAt.toISOString() };
}

function toEffort({ begunAt, dueAt, ...effort }: EffortRow): Effort {
  return { ...effort, begunAt: begunAt === null ? null : new Date(begunAt), dueAt: new Date(dueAt) };
}

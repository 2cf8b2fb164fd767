import { EntitySchema } from 'typeorm';
import type { SagaRecord } from '#domain/sagas/saga.js';

/** In JSON times are texts. */
export interface EffortRow {
  readonly state: 'waiting' | 'done' | 'failed';
  readonly attempts: number;
  readonly begunAt: string | null;
  readonly dueAt: string;
  readonly error: string | null;
}

export interface SagaStepRow {
  readonly name: string;
  readonly effort: EffortRow;
  readonly undoing: EffortRow | null;
}

export type SagaRow = Omit<SagaRecord, 'steps'> & { readonly steps: readonly SagaStepRow[] };

const time = { type: 'timestamptz', precision: 3 } as const;

export const sagaSchema = new EntitySchema<SagaRow>({
  name: 'Saga',
  tableName: 'sagas',
  columns: {
    id: { type: 'uuid', primary: true },
    name: { type: 'text' },
    definitionVersion: { type: 'integer', name: 'definition_version' },
    subjectId: { type: 'text', name: 'subject_id' },
    state: { type: 'text' },
    isUndoing: { type: 'boolean', name: 'is_undoing' },
    steps: { type: 'jsonb' },
    turn: { type: 'integer' },
    version: { type: 'integer' },
    dueAt: { ...time, name: 'due_at', nullable: true },
    createdAt: { ...time, name: 'created_at' },
    updatedAt: { ...time, name: 'updated_at' },
  },
});

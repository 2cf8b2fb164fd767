import { defineJob } from '#application/jobs/job.js';
import { parseId } from '#domain/shared/ids.js';
import { maxStepSeconds } from './saga-definition.js';

export type AdvanceSaga = { readonly sagaId: string; readonly turn: number };

/** Only what keeps the store from being written fails it: what becomes of steps is noted by the saga. */
export const advanceSagaJob = defineJob<AdvanceSaga>({
  name: 'sagas.advance',
  description: 'Takes a step of a saga, or undoes one.',
  parse: (raw) => {
    const { sagaId, turn } = raw as AdvanceSaga;
    if (!Number.isSafeInteger(turn)) throw new Error('The turn of a saga is a number');
    return { sagaId: parseId(sagaId, 'sagaId'), turn };
  },
  attempts: 20,
  maxRetrySeconds: 60,
  concurrency: 10,
  timeoutSeconds: maxStepSeconds + 60,
});

import type { CursorPage } from '#application/shared/pages.js';
import { invalidField } from '#domain/shared/validation.js';

/** `retrying` has failed and is tried again later, `failed` is a dead letter; one that is done is gone. */
export const jobStates = ['waiting', 'running', 'retrying', 'failed'] as const;

export type JobState = (typeof jobStates)[number];

/** @throws AppError VALIDATION_ERROR, naming those that there are. */
export function parseJobState(raw: string): JobState {
  const state = jobStates.find((each) => each === raw);
  if (state === undefined) throw invalidField('state', `must be one of ${jobStates.join(', ')}`);
  return state;
}

/** What operators see of a job: never its payload. */
export interface JobView {
  readonly id: string;
  /** The name of its definition. */
  readonly queue: string;
  readonly state: JobState;
  /** Begun ones. */
  readonly attempts: number;
  readonly maxAttempts: number;
  readonly priority: number;
  readonly createdAt: Date;
  /** Not before then. */
  readonly runAt: Date;
  /** Of the last failure, without secrets. */
  readonly error: string | null;
}

export interface JobFilter {
  readonly state?: JobState;
  readonly queue?: string;
}

export type JobChange = 'done' | 'running' | 'missing';

/** Where jobs are looked after. */
export interface JobDesk {
  /** Newest first, at most `limit` (>= 1) of them after the one with the id `after`, which need not exist any more. */
  list(filter: JobFilter, after: string | null, limit: number): Promise<CursorPage<JobView>>;
  /**
   * Has one tried at once; a dead letter once more.
   * @throws AppError JOB_DUPLICATE where another with its unique key waits or runs.
   */
  retry(id: string): Promise<JobChange>;
  remove(id: string): Promise<JobChange>;
}

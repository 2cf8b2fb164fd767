import type { JobDefinition, JobPayload } from '#application/jobs/job.js';
import type { JobView } from '#application/jobs/job-desk.js';
import { defineMemoryTable } from '../table-definition.js';

export interface JobRow extends JobView {
  readonly payload: JobPayload;
  readonly uniqueKey: string | null;
  readonly definition: Pick<JobDefinition, 'firstRetrySeconds' | 'maxRetrySeconds'>;
  /** The last sign of life of its attempt. */
  readonly keptAt: Date | null;
  /** For good. */
  readonly failedAt: Date | null;
}

export const jobTable = defineMemoryTable<JobRow>('jobs');

/** One with the same unique key is not added beside it. */
export function isUnfinished({ state }: Readonly<JobRow>): boolean {
  return state !== 'failed';
}

export function isTwinOf(row: Readonly<JobRow>, queue: string, uniqueKey: string | null): boolean {
  return uniqueKey !== null && row.queue === queue && row.uniqueKey === uniqueKey && isUnfinished(row);
}

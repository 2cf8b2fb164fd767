import { jobNotFound, jobRunning } from '#domain/jobs/errors.js';
import type { JobChange } from './job-desk.js';

/** @throws AppError JOB_NOT_FOUND or JOB_RUNNING for a change that was not made. */
export function requireDone(change: JobChange): void {
  if (change === 'missing') throw jobNotFound();
  if (change === 'running') throw jobRunning();
}

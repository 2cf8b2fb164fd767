import { defineError } from '#domain/shared/app-error.js';

export const jobNotFound = defineError('not_found', 'JOB_NOT_FOUND', 'There is no such job.');
export const jobRunning = defineError('conflict', 'JOB_RUNNING', 'The job is running.');
export const jobDuplicate = defineError(
  'conflict',
  'JOB_DUPLICATE',
  'Another job of this sort with the same key waits or runs.',
);

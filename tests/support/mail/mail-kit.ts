import type { JobHandler } from '#application/jobs/job.js';
import { contributed } from '#composition/contributions.js';
import { defineFeature, type Feature } from '#composition/define-feature.js';
import { jobsTokens } from '#composition/features/jobs.tokens.js';
import { platform } from '#composition/platform/platform.tokens.js';
import { token } from '#composition/token.js';
import { ManualJobs } from './jobs.js';

export const manualJobs = token<ManualJobs>('ManualJobs');
export const jobHandlers = token<readonly JobHandler[]>('job handlers');

/** Jobs that are tried, and tried again, when a test says so. */
export const manualJobsFeature: Feature = defineFeature({
  name: 'manual-jobs',
  bind(wiring) {
    wiring.singleton(jobHandlers, (handlers) => handlers, [contributed.jobs]);
    wiring.instance(manualJobs, ManualJobs, [platform.unitOfWork]);
    wiring.replace(jobsTokens.jobs, (jobs) => jobs, [manualJobs]);
  },
});

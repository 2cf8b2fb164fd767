import type { Jobs } from '#application/jobs/jobs.js';
import { token } from '../token.js';

export const jobsTokens = {
  jobs: token<Jobs>('Jobs'),
};

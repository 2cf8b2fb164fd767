import type { DeleteJob } from '#application/jobs/delete-job.js';
import type { JobDesk } from '#application/jobs/job-desk.js';
import type { Jobs } from '#application/jobs/jobs.js';
import type { ListJobs } from '#application/jobs/list-jobs.js';
import type { RetryJob } from '#application/jobs/retry-job.js';
import type { Retention } from '#application/shared/retention.js';
import type { Executes } from '#application/shared/use-case.js';
import type { JobRunner } from '#infrastructure/jobs/job-runner.js';
import type { JobSchedules, ScheduleStore } from '#infrastructure/jobs/job-schedules.js';
import type { JobStore } from '#infrastructure/jobs/job-store.js';
import type { Boss } from '#infrastructure/postgres/jobs/boss.js';
import type { JobOutbox } from '#infrastructure/postgres/jobs/outbox.js';
import type { RedisQueues } from '#infrastructure/redis/jobs/queues.js';
import type { Signal } from '#infrastructure/shared/signal.js';
import { token } from '../token.js';

export const jobsTokens = {
  jobs: token<Jobs>('Jobs'),
  signal: token<Signal>('jobs.signal'),
  store: token<JobStore>('JobStore'),
  desk: token<JobDesk>('JobDesk'),
  runner: token<JobRunner>('JobRunner'),
  schedules: token<JobSchedules>('JobSchedules'),
  scheduleStore: token<ScheduleStore>('ScheduleStore'),
  retention: token<Retention>('jobs.retention'),
  /** Bound only where PostgreSQL is used. */
  boss: token<Boss>('jobs.boss'),
  /** These two are bound only with `JOBS=redis`. */
  outbox: token<JobOutbox>('JobOutbox'),
  redisQueues: token<RedisQueues>('RedisQueues'),
  listJobs: token<Executes<ListJobs>>('ListJobs'),
  retryJob: token<Executes<RetryJob>>('RetryJob'),
  deleteJob: token<Executes<DeleteJob>>('DeleteJob'),
};

import { DeleteJob } from '#application/jobs/delete-job.js';
import { ListJobs } from '#application/jobs/list-jobs.js';
import { RetentionJob } from '#application/jobs/retention-job.js';
import { RetryJob } from '#application/jobs/retry-job.js';
import * as errors from '#domain/jobs/errors.js';
import { manageJobs } from '#domain/jobs/permissions.js';
import { JobRunner } from '#infrastructure/jobs/job-runner.js';
import { JobSchedules } from '#infrastructure/jobs/job-schedules.js';
import { MemoryJobDesk } from '#infrastructure/memory/jobs/desk.js';
import { MemoryJobs } from '#infrastructure/memory/jobs/jobs.js';
import { jobRetention as memoryRetention } from '#infrastructure/memory/jobs/retention.js';
import { MemoryScheduleStore } from '#infrastructure/memory/jobs/schedules.js';
import { MemoryJobStore } from '#infrastructure/memory/jobs/store.js';
import { OperatorError } from '#infrastructure/operator-error.js';
import { Boss } from '#infrastructure/postgres/jobs/boss.js';
import { bossSchema } from '#infrastructure/postgres/jobs/boss-schema.js';
import { BossJobDesk } from '#infrastructure/postgres/jobs/desk.js';
import { BossJobs } from '#infrastructure/postgres/jobs/jobs.js';
import { JobOutbox, OutboxJobs, outboxRetention } from '#infrastructure/postgres/jobs/outbox.js';
import { jobRetention as postgresRetention } from '#infrastructure/postgres/jobs/retention.js';
import { TypeOrmScheduleStore } from '#infrastructure/postgres/jobs/schedules.js';
import { NotifyingJobSignal } from '#infrastructure/postgres/jobs/signal.js';
import { BossJobStore } from '#infrastructure/postgres/jobs/store.js';
import { RedisJobDesk } from '#infrastructure/redis/jobs/desk.js';
import { RedisJobStore } from '#infrastructure/redis/jobs/store.js';
import { LocalSignal } from '#infrastructure/shared/signal.js';
import { JobsController } from '#presentation/http/v1/jobs/controller.js';
import { contributed } from '../contributions.js';
import { defineFeature } from '../define-feature.js';
import { httpSettings } from '../platform/http.feature.js';
import { memoryTokens } from '../platform/memory.tokens.js';
import { platform } from '../platform/platform.tokens.js';
import { postgresTokens } from '../platform/postgres.tokens.js';
import { redisSettings } from '../platform/redis.feature.js';
import type { Wiring } from '../wiring.js';
import { accessTokens } from './access.tokens.js';
import { jobCommands } from './jobs.commands.js';
import { jobSettings } from './jobs.settings.js';
import { jobsTokens } from './jobs.tokens.js';

/** Of the time that the service has to stop, for giving jobs back. */
const giveBackMs = 1_000;

/** Work that can wait or fail on its own, and what is done at set times. */
export const jobs = defineFeature({
  name: 'jobs',
  settings: [jobSettings],
  permissions: [manageJobs],
  errors: Object.values(errors),
  tags: [{ name: 'jobs', description: 'Work that waits, runs or has failed' }],
  commands: jobCommands,
  schemas: [bossSchema],
  constraints: {
    job_common_i6: () => errors.jobDuplicate(),
    job_outbox_unique_key_idx: () => errors.jobDuplicate(),
  },

  bind(wiring) {
    const { store, desk, signal, runner, schedules, scheduleStore } = jobsTokens;
    wiring.singleton(
      runner,
      (handlers, stored, woken, logger, { pollIntervalMs, leaseSeconds }, { shutdownTimeoutMs }) =>
        new JobRunner(handlers, stored, woken, logger, {
          pollIntervalMs,
          leaseMs: leaseSeconds * 1000,
          stopMs: Math.max(0, shutdownTimeoutMs - giveBackMs),
        }),
      [contributed.jobs, store, signal, platform.logger, jobSettings.token, httpSettings.token],
      (running) => running.close(),
    );
    wiring.singleton(
      schedules,
      (handlers, ...others) =>
        new JobSchedules(
          handlers.map(({ job }) => job),
          ...others,
        ),
      [
        contributed.jobs,
        scheduleStore,
        jobsTokens.jobs,
        platform.unitOfWork,
        platform.clock,
        platform.logger,
      ],
      (followed) => followed.close(),
    );
    wiring.query(jobsTokens.listJobs, ListJobs, [accessTokens.authorizer, desk]);
    wiring.command(jobsTokens.retryJob, RetryJob, [accessTokens.authorizer, desk]);
    wiring.command(jobsTokens.deleteJob, DeleteJob, [accessTokens.authorizer, desk]);
    wiring.controller(JobsController, {
      listJobs: jobsTokens.listJobs,
      retryJob: jobsTokens.retryJob,
      deleteJob: jobsTokens.deleteJob,
    });
    wiring.contribute(
      'job',
      'jobs.remove-failed',
      (failed, { retentionHours }) => new RetentionJob('jobs.remove-failed', failed, retentionHours * 3600),
      [jobsTokens.retention, jobSettings.token],
    );
  },

  memory(wiring) {
    const { database } = memoryTokens;
    wiring.instance(jobsTokens.signal, LocalSignal, []);
    wiring.instance(jobsTokens.jobs, MemoryJobs, [database, platform.ids, platform.clock, jobsTokens.signal]);
    wiring.instance(jobsTokens.store, MemoryJobStore, [database, platform.clock]);
    wiring.instance(jobsTokens.desk, MemoryJobDesk, [database, platform.clock, jobsTokens.signal]);
    wiring.instance(jobsTokens.scheduleStore, MemoryScheduleStore, [database, platform.clock]);
    wiring.singleton(jobsTokens.retention, memoryRetention, [database, platform.clock]);
  },

  postgres(wiring) {
    const { database, notifications } = postgresTokens;
    wiring.instance(jobsTokens.signal, NotifyingJobSignal, [notifications, platform.logger]);
    wiring.instance(jobsTokens.scheduleStore, TypeOrmScheduleStore, [database]);
    if (wiring.settings(jobSettings).engine === 'redis') bindRedis(wiring);
    else bindBoss(wiring);
  },
});

function bindBoss(wiring: Wiring): void {
  const { database } = postgresTokens;
  const { boss, signal } = jobsTokens;
  wiring.instance(boss, Boss, [database, platform.logger], (started) => started.close());
  wiring.contribute(
    'first-start step',
    'version of the tables of jobs',
    (library) => ({ run: () => library.assertVersion() }),
    [boss],
  );
  wiring.instance(jobsTokens.jobs, BossJobs, [database, boss, platform.ids, signal]);
  wiring.instance(jobsTokens.store, BossJobStore, [database, boss]);
  wiring.instance(jobsTokens.desk, BossJobDesk, [database, signal]);
  wiring.singleton(jobsTokens.retention, postgresRetention, [database]);
}

function bindRedis(wiring: Wiring): void {
  const { database } = postgresTokens;
  const { outbox, redisQueues, signal } = jobsTokens;
  const { url, prefix } = wiring.settings(redisSettings);
  if (url === undefined) throw new OperatorError('JOBS=redis needs a Redis: set REDIS_URL');
  wiring.singleton(
    redisQueues,
    async ({ leaseSeconds }, logger) => {
      // The client is of no use, and not loaded, where there is no Redis.
      const { RedisQueues } = await import('#infrastructure/redis/jobs/queues.js');
      return new RedisQueues(url, prefix, leaseSeconds * 1000, logger);
    },
    [jobSettings.token, platform.logger],
    (queues) => queues.close(),
  );
  wiring.instance(outbox, JobOutbox, [database]);
  wiring.instance(jobsTokens.jobs, OutboxJobs, [database, platform.ids, signal]);
  wiring.instance(jobsTokens.store, RedisJobStore, [redisQueues, outbox]);
  wiring.instance(jobsTokens.desk, RedisJobDesk, [redisQueues, outbox, signal]);
  wiring.singleton(jobsTokens.retention, outboxRetention, [database]);
}

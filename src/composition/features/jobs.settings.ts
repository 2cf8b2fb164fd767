import { flag, integer, oneOf } from '#infrastructure/configuration/setting.js';
import { defineSettings } from '../define-settings.js';

export const jobSettings = defineSettings('Jobs', {
  engine: oneOf('JOBS', ['postgres', 'redis'], {
    default: 'postgres',
    meaning:
      'What says whose turn it is. `redis` needs `REDIS_URL`; jobs are stored in PostgreSQL in any case, with the change that causes them.',
    example: 'redis',
  }),
  isEnabled: flag('JOBS_ENABLED', {
    default: true,
    meaning: 'Whether this process does jobs. It enqueues them in any case.',
    example: false,
  }),
  pollIntervalMs: integer('JOBS_POLL_INTERVAL_MS', {
    from: 10,
    to: 60_000,
    default: 1000,
    unit: 'ms',
    meaning: 'Between two looks for jobs that nobody has told of: delayed ones, and those to be tried again.',
    example: 250,
  }),
  leaseSeconds: integer('JOBS_LEASE_SECONDS', {
    from: 1,
    to: 3600,
    default: 15,
    unit: 's',
    meaning: 'Without a sign of life of an instance; then others take over the jobs that it was doing.',
    example: 30,
  }),
  retentionHours: integer('JOBS_RETENTION_HOURS', {
    from: 1,
    to: 87_600,
    default: 336,
    unit: 'h',
    meaning: 'How long jobs are kept that have failed for good. Those that are done are deleted at once.',
    example: 720,
  }),
});

import type { JobDefinition, JobPayload } from '#application/jobs/job.js';
import type { JobOptions, Jobs } from '#application/jobs/jobs.js';
import type { Clock } from '#application/shared/clock.js';
import type { IdGenerator } from '#application/shared/id-generator.js';
import type { Signal } from '#infrastructure/shared/signal.js';
import type { MemoryDatabase } from '../database.js';
import { isTwinOf, jobTable } from './table.js';

export class MemoryJobs implements Jobs {
  constructor(
    private readonly database: MemoryDatabase,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
    private readonly signal: Signal,
  ) {}

  async enqueue<Payload extends JobPayload>(
    job: JobDefinition<Payload>,
    payload: Payload,
    options: JobOptions = {},
  ): Promise<boolean> {
    const { runAt, priority = 0 } = options;
    const uniqueKey = options.uniqueKey ?? null;
    return this.database.write(() => {
      const table = this.database.table(jobTable);
      if (table.where((row) => isTwinOf(row, job.name, uniqueKey)).length > 0) return false;
      const now = this.clock.now();
      const id = this.ids.next();
      table.set(id, {
        id,
        queue: job.name,
        state: 'waiting',
        payload,
        attempts: 0,
        maxAttempts: job.attempts,
        priority,
        createdAt: now,
        runAt: runAt ?? now,
        error: null,
        uniqueKey,
        definition: { firstRetrySeconds: job.firstRetrySeconds, maxRetrySeconds: job.maxRetrySeconds },
        keptAt: null,
        failedAt: null,
      });
      this.database.transaction.require().afterCommit.push(() => this.signal.raise());
      return true;
    });
  }
}

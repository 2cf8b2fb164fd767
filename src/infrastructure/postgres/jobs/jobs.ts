import type { JobDefinition, JobPayload } from '#application/jobs/job.js';
import type { JobOptions, Jobs } from '#application/jobs/jobs.js';
import type { IdGenerator } from '#application/shared/id-generator.js';
import type { Signal } from '#infrastructure/shared/signal.js';
import type { Database } from '../database.js';
import { type Boss, execute } from './boss.js';

/** What is done is deleted, and what has failed by us: pg-boss's own clock for it is never wound. */
export class BossJobs implements Jobs {
  constructor(
    private readonly database: Database,
    private readonly boss: Boss,
    private readonly ids: IdGenerator,
    private readonly signal: Signal,
  ) {}

  async enqueue<Payload extends JobPayload>(
    job: JobDefinition<Payload>,
    payload: Payload,
    { runAt, priority = 0, uniqueKey }: JobOptions = {},
  ): Promise<boolean> {
    const transaction = this.database.transaction.requireForWriting();
    const boss = await this.boss.get();
    await this.boss.ensureQueues([job.name]);
    const id = this.ids.next();
    const added = await this.database.write((manager) =>
      boss.send(job.name, payload, {
        id,
        priority,
        singletonKey: uniqueKey === undefined ? id : `key ${uniqueKey}`,
        ...(runAt && { startAfter: runAt }),
        retryLimit: job.attempts - 1,
        retryDelay: job.firstRetrySeconds,
        retryBackoff: true,
        retryDelayMax: job.maxRetrySeconds,
        db: { executeSql: (text, values) => execute(manager, text, values) },
      }),
    );
    if (added === null) return false;
    transaction.afterCommit.push(() => this.signal.raise());
    return true;
  }
}

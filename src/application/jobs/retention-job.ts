import type { Retention } from '#application/shared/retention.js';
import { defineJob, type JobDefinition, type JobHandler, type JobRun } from './job.js';

const batchSize = 1_000;
/** In one run; what is left waits for the next, so that a backlog does not load the database for long. */
const maxBatches = 50;

/** Removes what has been over for longer than it is kept, in small batches, every ten minutes. @public */
export class RetentionJob implements JobHandler {
  readonly job: JobDefinition;

  /** @param name `<feature>.<what>` of the job. */
  constructor(
    name: string,
    private readonly retention: Retention,
    private readonly keptSeconds: number,
  ) {
    this.job = defineJob({
      name,
      description: 'Removes what is kept no longer.',
      parse: () => ({}),
      // The next one comes soon, and a dead letter of it is of no use.
      attempts: 3,
      timeoutSeconds: 600,
      schedule: { cron: '*/10 * * * *', timeZone: 'UTC' },
    });
  }

  async handle({ signal }: JobRun): Promise<void> {
    for (let batch = 0; batch < maxBatches && !signal.aborted; batch += 1) {
      const removed = await this.retention.deleteOverFor(this.keptSeconds, batchSize);
      if (removed < batchSize) return;
    }
  }
}

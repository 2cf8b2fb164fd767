import { defineJob, type JobHandler, type JobRun } from '../jobs/job.js';
import type { Retention } from '../shared/retention.js';

const batchSize = 1_000;

export const deleteOldMail = defineJob<Record<string, never>>({
  name: 'mail.delete-old',
  description: 'Removes what is known of messages when it is kept no longer',
  parse: () => ({}),
  schedule: { cron: '*/10 * * * *', timeZone: 'UTC' },
  // The next one comes soon.
  attempts: 1,
  timeoutSeconds: 600,
});

/** Removes messages in small batches, so that a backlog does not hold the database up. */
export class DeleteOldMail implements JobHandler<Record<string, never>> {
  readonly job = deleteOldMail;

  constructor(
    private readonly retention: Retention,
    private readonly keptSeconds: number,
  ) {}

  async handle({ signal }: JobRun<Record<string, never>>): Promise<void> {
    while (!signal.aborted) {
      if ((await this.retention.deleteOverFor(this.keptSeconds, batchSize)) < batchSize) return;
    }
  }
}

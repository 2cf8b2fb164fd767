import type { JobDefinition, JobPayload } from './job.js';

/** @public */
export interface JobOptions {
  /** Not before then. */
  readonly runAt?: Date;
  /** Higher ones first; 0 unless said. */
  readonly priority?: number;
  /** While one of the same job with this key waits or runs, another is not added. */
  readonly uniqueKey?: string;
}

/** Where work is handed in that can wait or fail on its own. @public */
export interface Jobs {
  /**
   * Part of the unit of work: a change that is rolled back has no job, one that is committed always has.
   * @returns false where one with this unique key waits or runs already.
   * @throws Error outside one.
   */
  enqueue<Payload extends JobPayload>(
    job: JobDefinition<Payload>,
    payload: Payload,
    options?: JobOptions,
  ): Promise<boolean>;
}

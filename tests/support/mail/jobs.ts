import type { JobDefinition, JobHandler, JobPayload } from '#application/jobs/job.js';
import { PermanentFailure } from '#application/jobs/job.js';
import type { Jobs } from '#application/jobs/jobs.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';

interface Waiting {
  readonly id: string;
  readonly job: JobDefinition;
  readonly payload: JobPayload;
  attempt: number;
}

/** What a job engine does, as fast as it can be told to: each round tries once what waits. */
export class ManualJobs implements Jobs {
  readonly waiting: Waiting[] = [];
  readonly deadLetters: Waiting[] = [];
  #count = 0;

  constructor(private readonly unitOfWork: Pick<UnitOfWork, 'afterCommit'>) {}

  async enqueue<Payload extends JobPayload>(job: JobDefinition<Payload>, payload: Payload): Promise<boolean> {
    this.#count += 1;
    const waiting = { id: `job-${this.#count}`, job: job as never, payload, attempt: 0 };
    this.unitOfWork.afterCommit(() => {
      this.waiting.push(waiting);
    });
    return true;
  }

  /** @returns the errors of this round. */
  async round(handlers: readonly JobHandler[]): Promise<readonly Error[]> {
    const { signal } = new AbortController();
    const errors: Error[] = [];
    await Promise.all(
      this.waiting.splice(0).map(async (waiting) => {
        const { id, job, payload } = waiting;
        waiting.attempt += 1;
        try {
          const handler = handlers.find((each) => each.job.name === job.name) as JobHandler;
          await handler.handle({ id, payload: job.parse(payload), attempt: waiting.attempt, signal });
        } catch (error) {
          errors.push(error as Error);
          const isOver = error instanceof PermanentFailure || waiting.attempt >= job.attempts;
          (isOver ? this.deadLetters : this.waiting).push(waiting);
        }
      }),
    );
    return errors;
  }
}

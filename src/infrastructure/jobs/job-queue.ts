import type { JobHandler } from '#application/jobs/job.js';
import type { JobAttempt } from './job-attempt.js';
import type { JobClaim, JobStore } from './job-store.js';

interface Done {
  readonly claim: JobClaim;
  readonly recorded: PromiseWithResolvers<void>;
}

/** Runs a statement of the store, again where it fails for a while. */
export type Persist = (statement: () => Promise<void>) => Promise<void>;

/** What is at work of one sort of job. */
export class JobQueue {
  readonly running = new Set<JobAttempt>();
  readonly #done: Done[] = [];
  #isRecording = false;

  constructor(
    readonly handler: JobHandler,
    private readonly store: JobStore,
  ) {}

  get name(): string {
    return this.handler.job.name;
  }

  /** How many may begin. */
  get room(): number {
    return this.handler.job.concurrency - this.running.size;
  }

  /** Together with those that end while others are being recorded. */
  complete(claim: JobClaim, persist: Persist, tellOfLost: (count: number) => void): Promise<void> {
    const recorded = Promise.withResolvers<void>();
    this.#done.push({ claim, recorded });
    if (!this.#isRecording) void this.#record(persist, tellOfLost);
    return recorded.promise;
  }

  async #record(persist: Persist, tellOfLost: (count: number) => void): Promise<void> {
    this.#isRecording = true;
    // Those that end in the same turn of the event loop belong together.
    await Promise.resolve();
    while (this.#done.length > 0) {
      const batch = this.#done.splice(0);
      await persist(async () => {
        const count = await this.store.complete(batch.map(({ claim }) => claim));
        if (count < batch.length) tellOfLost(batch.length - count);
      });
      for (const { recorded } of batch) recorded.resolve();
    }
    this.#isRecording = false;
  }
}

import type { Schedule } from './schedule.js';

/** What nobody needs any more, in one table. */
export interface Retention {
  /** Removes at most `limit` rows of what has been over for so long. @returns how many. */
  deleteOverFor(seconds: number, limit: number): Promise<number>;
}

const everySeconds = 600;
const batchSize = 1_000;
/** In one run; what is left waits for the next, so that a backlog does not load the database for long. */
const maxBatches = 50;

/** Removes what has been over for longer than it is kept, in small batches. */
export class RetentionSchedule implements Schedule {
  readonly everySeconds = everySeconds;

  constructor(
    readonly name: string,
    private readonly retention: Retention,
    private readonly keptSeconds: number,
  ) {}

  async run(stopping: AbortSignal): Promise<void> {
    for (let batch = 0; batch < maxBatches && !stopping.aborted; batch += 1) {
      const removed = await this.retention.deleteOverFor(this.keptSeconds, batchSize);
      if (removed < batchSize) return;
    }
  }
}

import type { Clock } from '#application/shared/clock.js';
import type { Logger } from '#application/shared/logger.js';
import type { HousekeepingStore } from './housekeeping-store.js';

export interface HousekeepingSettings {
  readonly intervalMs: number;
  /** How long sessions are kept after their end; they tell from which addresses a user has signed in. */
  readonly sessionRetentionDays: number;
  readonly eventRetentionHours: number;
}

export interface HousekeepingResult {
  readonly sessions: number;
  readonly events: number;
  readonly loginAttempts: number;
}

type Batch = (before: Date, limit: number) => Promise<number>;

const batchSize = 1_000;
/** In one run; what is left waits for the next, so that a backlog does not load the database for long. */
const maxBatches = 50;
const hourMs = 3_600_000;

/** Removes what nobody needs any more, in small batches. */
export class Housekeeping {
  readonly #stopping = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #run: Promise<unknown> | undefined;

  constructor(
    private readonly store: HousekeepingStore,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly settings: HousekeepingSettings,
  ) {}

  start(): void {
    if (this.#stopping.signal.aborted) return;
    this.#timer ??= setInterval(() => this.#runOnce(), this.settings.intervalMs).unref();
  }

  async run(now: Date): Promise<HousekeepingResult> {
    const { sessionRetentionDays, eventRetentionHours } = this.settings;
    const ago = (hours: number) => new Date(now.getTime() - hours * hourMs);
    const { store } = this;
    return {
      sessions: await this.#batches(store.deleteSessions.bind(store), ago(24 * sessionRetentionDays)),
      events: await this.#batches((_, limit) => store.deleteHandledEvents(eventRetentionHours, limit), now),
      loginAttempts: await this.#batches(store.deleteLoginAttempts.bind(store), now),
    };
  }

  /** Waits for the batch that is being removed. */
  async close(): Promise<void> {
    this.#stopping.abort();
    clearInterval(this.#timer);
    await this.#run;
  }

  async #batches(remove: Batch, before: Date): Promise<number> {
    let total = 0;
    for (let batch = 0; batch < maxBatches && !this.#stopping.signal.aborted; batch += 1) {
      const removed = await remove(before, batchSize);
      total += removed;
      if (removed < batchSize) break;
    }
    return total;
  }

  #runOnce(): void {
    this.#run ??= this.run(this.clock.now())
      .catch((error) => this.logger.error('Housekeeping failed', { error }))
      .finally(() => {
        this.#run = undefined;
      });
  }
}

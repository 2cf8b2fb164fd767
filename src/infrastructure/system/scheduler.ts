import type { Logger } from '#application/shared/logger.js';
import type { Schedule } from '#application/shared/schedule.js';

/** Soon after the start, since an instance may not live for as long as an interval. */
const firstDelayMs = 10_000;

/** Runs what features have scheduled, each by itself, one run after the other. */
export class Scheduler {
  readonly #stopping = new AbortController();
  readonly #timers = new Map<Schedule, NodeJS.Timeout>();
  readonly #running = new Set<Promise<void>>();

  constructor(
    private readonly schedules: readonly Schedule[],
    private readonly logger: Logger,
  ) {}

  start(): void {
    for (const schedule of this.schedules) this.#wait(schedule, firstDelayMs);
  }

  /** Waits for what is running. */
  async close(): Promise<void> {
    this.#stopping.abort();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    await Promise.all(this.#running);
  }

  #wait(schedule: Schedule, ms: number): void {
    if (this.#stopping.signal.aborted) return;
    this.#timers.set(schedule, setTimeout(() => this.#run(schedule), ms).unref());
  }

  #run(schedule: Schedule): void {
    const running = schedule
      .run(this.#stopping.signal)
      .catch((error) => this.logger.error('A schedule failed', { schedule: schedule.name, error }))
      .finally(() => {
        this.#running.delete(running);
        this.#wait(schedule, schedule.everySeconds * 1000);
      });
    this.#running.add(running);
  }
}

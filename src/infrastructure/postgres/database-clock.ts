import type { Clock } from '#application/shared/clock.js';
import type { Database } from './database.js';

/** An answer tells the time to half of the time that it took; slower ones are asked for again. */
const preciseMs = 50;
const attempts = 5;
const synchronizeEveryMs = 10_000;
export const askForTime = 'SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS ms';

/**
 * The database's clock, which all instances share: that of a machine may be hours off, or be set while the service runs.
 * Between its questions the process only measures how long ago the answer was.
 */
export class DatabaseClock implements Clock {
  #offsetMs = 0;
  readonly #timer: NodeJS.Timeout;

  private constructor(private readonly database: Pick<Database, 'repeatable'>) {
    // Without an answer the last one is gone by: it is the same clock, only further away.
    const synchronize = () => void this.#synchronize().catch(() => undefined);
    this.#timer = setInterval(synchronize, synchronizeEveryMs).unref();
  }

  /** @throws AppError UNAVAILABLE or OVERLOADED when the database does not tell the time. */
  static async start(database: Pick<Database, 'repeatable'>): Promise<DatabaseClock> {
    const clock = new DatabaseClock(database);
    try {
      await clock.#synchronize();
      return clock;
    } catch (error) {
      clock.close();
      throw error;
    }
  }

  now(): Date {
    return new Date(performance.now() + this.#offsetMs);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** Takes the most precise of a few answers. */
  async #synchronize(): Promise<void> {
    let bestMs = Number.POSITIVE_INFINITY;
    for (let count = 0; count < attempts && bestMs > preciseMs; count += 1) {
      const asked = performance.now();
      const [{ ms }] = await this.database.repeatable((manager) => manager.query(askForTime));
      const tookMs = performance.now() - asked;
      if (tookMs >= bestMs) continue;
      bestMs = tookMs;
      this.#offsetMs = ms + tookMs / 2 - performance.now();
    }
  }
}

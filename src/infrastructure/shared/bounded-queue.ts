import { overloaded } from '#application/shared/errors.js';

export interface QueueLimits {
  readonly concurrency: number;
  readonly maxQueue: number;
  readonly maxWaitMs: number;
}

interface Waiting extends PromiseWithResolvers<void> {
  readonly expiresAt: number;
  readonly timer: NodeJS.Timeout;
}

/** Runs so many tasks at a time, first come first served, and turns away what would wait too long. */
export class BoundedQueue {
  readonly #waiting = new Set<Waiting>();
  readonly #ended = Promise.withResolvers<void>();
  #running = 0;
  #isClosed = false;

  constructor(private readonly limits: QueueLimits) {}

  /** @throws AppError OVERLOADED when the queue is full or closed, or the task has waited too long to begin. */
  async run<T>(task: () => Promise<T>): Promise<T> {
    await this.#takeTurn();
    try {
      return await task();
    } finally {
      this.#passTurn();
    }
  }

  /** Refuses what waits and what comes, and resolves when what runs has ended. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const waiting of this.#waiting) this.#refuse(waiting);
    if (this.#running > 0) await this.#ended.promise;
  }

  async #takeTurn(): Promise<void> {
    if (this.#isClosed) throw this.#overloaded();
    if (this.#running < this.limits.concurrency) {
      this.#running += 1;
      return;
    }
    const { maxQueue, maxWaitMs } = this.limits;
    if (this.#waiting.size >= maxQueue) throw this.#overloaded();
    const waiting: Waiting = {
      ...Promise.withResolvers<void>(),
      expiresAt: performance.now() + maxWaitMs,
      timer: setTimeout(() => this.#refuse(waiting), maxWaitMs),
    };
    this.#waiting.add(waiting);
    await waiting.promise;
  }

  #passTurn(): void {
    for (const waiting of this.#waiting) {
      // A busy event loop can bring the end of a task before the timer of one that waited too long.
      if (performance.now() < waiting.expiresAt) {
        this.#remove(waiting).resolve();
        return;
      }
      this.#refuse(waiting);
    }
    this.#running -= 1;
    if (this.#isClosed && this.#running === 0) this.#ended.resolve();
  }

  #refuse(waiting: Waiting): void {
    this.#remove(waiting).reject(this.#overloaded());
  }

  #remove(waiting: Waiting): Waiting {
    clearTimeout(waiting.timer);
    this.#waiting.delete(waiting);
    return waiting;
  }

  #overloaded(): Error {
    return overloaded({ retryAfter: Math.max(1, Math.ceil(this.limits.maxWaitMs / 1000)) });
  }
}

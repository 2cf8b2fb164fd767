import { overloaded } from '#application/shared/errors.js';

export interface QueueLimits {
  readonly concurrency: number;
  readonly maxQueue: number;
  readonly maxWaitMs: number;
}

interface Waiting {
  readonly expiresAt: number;
  readonly timer: NodeJS.Timeout;
  start(): void;
  refuse(): void;
}

/** Runs so many tasks at a time, first come first served, and turns away what would wait too long. */
export class BoundedQueue {
  readonly #waiting = new Set<Waiting>();
  readonly #whenIdle: (() => void)[] = [];
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
    for (const waiting of this.#waiting) this.#remove(waiting).refuse();
    if (this.#running > 0) await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
  }

  async #takeTurn(): Promise<void> {
    if (this.#isClosed) throw this.#overloaded();
    if (this.#running < this.limits.concurrency) {
      this.#running += 1;
      return;
    }
    if (this.#waiting.size >= this.limits.maxQueue) throw this.#overloaded();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const refuse = () => reject(this.#overloaded());
    const waiting: Waiting = {
      expiresAt: performance.now() + this.limits.maxWaitMs,
      timer: setTimeout(() => this.#remove(waiting).refuse(), this.limits.maxWaitMs),
      start: resolve,
      refuse,
    };
    this.#waiting.add(waiting);
    await promise;
  }

  #passTurn(): void {
    for (const waiting of this.#waiting) {
      this.#remove(waiting);
      // A busy event loop can bring the end of a task before the timer of one that waited too long.
      if (performance.now() < waiting.expiresAt) {
        waiting.start();
        return;
      }
      waiting.refuse();
    }
    this.#running -= 1;
    if (this.#running === 0) for (const resolve of this.#whenIdle.splice(0)) resolve();
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

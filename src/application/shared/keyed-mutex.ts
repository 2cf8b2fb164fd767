import type { Clock } from './clock.js';
import { overloaded } from './errors.js';

export interface KeyedMutexLimits {
  /** Tasks of one key that wait, beyond which the next is turned away. */
  readonly maxWaiting: number;
  /** A task whose turn comes later is turned away instead. */
  readonly maxWaitMs: number;
}

/** Lets one task at a time run for each key, in the order of their coming. */
export class KeyedMutex {
  readonly #queues = new Map<string, { tail: Promise<unknown>; length: number }>();

  constructor(
    private readonly clock: Clock,
    private readonly limits: KeyedMutexLimits,
  ) {}

  /** @throws AppError OVERLOADED when too many wait for the key, or it has waited too long. */
  async run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const queue = this.#queues.get(key) ?? { tail: Promise.resolve(), length: 0 };
    if (queue.length > this.limits.maxWaiting) throw overloaded({ retryAfter: 1 });
    this.#queues.set(key, queue);
    queue.length += 1;
    const deadline = this.clock.now().getTime() + this.limits.maxWaitMs;
    const result = queue.tail.then(() => {
      if (this.clock.now().getTime() > deadline) throw overloaded({ retryAfter: 1 });
      return task();
    });
    queue.tail = result.catch(() => undefined);
    try {
      return await result;
    } finally {
      queue.length -= 1;
      if (queue.length === 0) this.#queues.delete(key);
    }
  }
}

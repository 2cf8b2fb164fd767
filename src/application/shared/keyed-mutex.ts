import { overloaded } from './errors.js';

/** Lets one task at a time run for each key, in the order of their coming. */
export class KeyedMutex {
  readonly #queues = new Map<string, { tail: Promise<unknown>; length: number }>();

  /** @param maxWaiting tasks of one key, beyond which the next is turned away. */
  constructor(private readonly maxWaiting: number) {}

  /** @throws AppError OVERLOADED when too many wait for the key. */
  async run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const queue = this.#queues.get(key) ?? { tail: Promise.resolve(), length: 0 };
    if (queue.length > this.maxWaiting) throw overloaded({ retryAfter: 1 });
    this.#queues.set(key, queue);
    queue.length += 1;
    const result = queue.tail.then(task);
    queue.tail = result.catch(() => undefined);
    try {
      return await result;
    } finally {
      queue.length -= 1;
      if (queue.length === 0) this.#queues.delete(key);
    }
  }
}

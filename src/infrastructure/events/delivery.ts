import type { EventHandler, StoredEvent } from '#application/shared/outbox.js';

export class DeliveryTimeoutError extends Error {
  override readonly name = 'DeliveryTimeoutError';
}

type HandlersOf = (eventName: string) => readonly EventHandler[];

/** Hands events to their handlers: first together, where a handler takes many at once, then one by one. */
export class Delivery {
  readonly #handled = new Map<EventHandler, ReadonlySet<StoredEvent>>();

  constructor(
    private readonly handlersOf: HandlersOf,
    private readonly timeoutMs: number,
  ) {}

  /**
   * A failure is none yet: each event is then handed over by itself, so that one does not hold up the others.
   * Time is left for that too.
   */
  async deliverTogether(events: readonly StoredEvent[]): Promise<void> {
    if (events.length < 2) return;
    const pairs = events.flatMap((event) => this.#takersOf(event).map((handler) => ({ handler, event })));
    for (const [handler, ofHandler] of Map.groupBy(pairs, (pair) => pair.handler)) {
      const concerned = ofHandler.map(({ event }) => event);
      try {
        await within(this.timeoutMs / 2, handler.handleAll?.(concerned));
        this.#handled.set(handler, new Set(concerned));
      } catch {
        // What is wrong shows, with the event that it is wrong with, when they are handed over one by one.
      }
    }
  }

  /** None for an event that is not registered, as one of a newer version may be: `deliver` refuses that one alone. */
  #takersOf({ name }: StoredEvent): readonly EventHandler[] {
    try {
      return this.handlersOf(name).filter(({ handleAll }) => handleAll !== undefined);
    } catch {
      return [];
    }
  }

  /**
   * To every handler that does not have it yet, in order; the failure of one keeps it from no other.
   * @throws AggregateError with the errors of those that failed.
   */
  async deliver(event: StoredEvent): Promise<void> {
    const errors: unknown[] = [];
    for (const handler of this.handlersOf(event.name)) {
      if (this.#handled.get(handler)?.has(event)) continue;
      try {
        await within(this.timeoutMs, handler.handle(event));
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, `Delivery of ${event.name} failed`);
  }
}

async function within(timeoutMs: number, task: Promise<void> | undefined): Promise<void> {
  const { promise: timeout, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new DeliveryTimeoutError(`A handler took longer than ${timeoutMs} ms`)),
    timeoutMs,
  );
  try {
    await Promise.race([task, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

import { AsyncLocalStorage } from 'node:async_hooks';
import { type EventFeed, everyEvent, passes } from '#application/events/event-feed.js';
import type { EventConsumer, EventTail } from '#application/events/event-tail.js';
import type { Logger } from '#application/shared/logger.js';
import type { EventSignal } from './event-signal.js';

const batchSize = 500;

/**
 * Reads the end of the log while somebody waits for it: when it is told of events, and at every interval, so that
 * nothing is missed. However many wait, each event is read once.
 */
export class SharedEventTail implements EventTail {
  /** Whoever wakes it, it does not read in their transaction. */
  readonly #outside = AsyncLocalStorage.snapshot();
  /** With the position that each has already. */
  readonly #consumers = new Map<EventConsumer, number>();
  /** Up to where it has been read; of no meaning while nobody waits. */
  #position = 0;
  #isWanted = false;
  #reading: Promise<void> | undefined;
  #stop: (() => void) | undefined;

  constructor(
    private readonly feed: EventFeed,
    private readonly signal: EventSignal,
    private readonly logger: Logger,
    private readonly settings: { readonly pollIntervalMs: number },
  ) {}

  join(after: number, end: number, consumer: EventConsumer): (() => void) | null {
    // Not behind the end, to where others come who read it as it is.
    if (this.#consumers.size === 0) this.#position = Math.min(after, end);
    if (after < this.#position) return null;
    this.#consumers.set(consumer, after);
    this.#stop ??= this.#start();
    this.#wake();
    return () => this.#leave(consumer);
  }

  async close(): Promise<void> {
    this.#consumers.clear();
    this.#stop?.();
    await this.#reading;
  }

  #start(): () => void {
    const wake = () => this.#wake();
    const unsubscribe = this.signal.watch(wake);
    const timer = setInterval(wake, this.settings.pollIntervalMs).unref();
    return () => {
      unsubscribe();
      clearInterval(timer);
      this.#stop = undefined;
    };
  }

  #leave(consumer: EventConsumer): void {
    this.#consumers.delete(consumer);
    if (this.#consumers.size === 0) this.#stop?.();
  }

  #wake(): void {
    this.#isWanted = true;
    this.#reading ??= this.#outside(() => this.#readWhileWanted());
  }

  async #readWhileWanted(): Promise<void> {
    try {
      while (this.#isWanted && this.#consumers.size > 0) {
        this.#isWanted = false;
        await this.#readOn();
      }
    } catch (error) {
      this.logger.warn('The end of the event log cannot be read; it is tried again', { error });
    } finally {
      this.#reading = undefined;
    }
  }

  async #readOn(): Promise<void> {
    const from = this.#position;
    const { events, next, hasMore, start } = await this.feed.read(from, everyEvent, batchSize);
    // Everybody left meanwhile, and who came then begins elsewhere.
    if (from !== this.#position) {
      this.#isWanted = true;
      return;
    }
    if (from < start) return this.#lose();
    this.#position = next;
    this.#isWanted ||= hasMore;
    for (const [consumer, after] of this.#consumers) {
      const wanted = events.filter((event) => event.position > after && passes(consumer.filter, event));
      consumer.take(wanted, Math.max(after, next));
    }
  }

  /** It fell so far behind that events were deleted that nobody has been told of. */
  #lose(): void {
    const consumers = [...this.#consumers.keys()];
    this.#consumers.clear();
    this.#stop?.();
    for (const consumer of consumers) consumer.lost();
  }
}

import { AsyncLocalStorage } from 'node:async_hooks';
import type { EventRegistry } from '#application/events/event-registry.js';
import type { Clock } from '#application/shared/clock.js';
import type { Logger } from '#application/shared/logger.js';
import { Delivery } from './delivery.js';
import { failureText } from './failure-text.js';
import type { OutboxSignal } from './outbox-signal.js';
import type { ClaimedEvent, OutboxStore } from './outbox-store.js';
import { nextAttemptAt } from './retry-schedule.js';

export interface RelaySettings {
  readonly pollIntervalMs: number;
  readonly batchSize: number;
  readonly maxAttempts: number;
  readonly leaseSeconds: number;
}

/** After a batch, so that what comes in the meantime is delivered together: many cost little more than one. */
const restMs = 200;

/**
 * Delivers committed events to their handlers, at least once, outside any transaction. It looks when it is
 * woken and at every interval, so that what was missed, has failed or was left by another process is not lost.
 */
export class OutboxRelay {
  /** Whoever wakes the relay, it does not run in their transaction. */
  readonly #outside = AsyncLocalStorage.snapshot();
  #timer: NodeJS.Timeout | undefined;
  #unsubscribe: (() => void) | undefined;
  #isWanted = false;
  #isClosing = false;
  #isDraining = false;
  #run: Promise<void> | undefined;
  #endRest: (() => void) | undefined;

  constructor(
    private readonly store: OutboxStore,
    private readonly registry: EventRegistry,
    private readonly signal: OutboxSignal,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly settings: RelaySettings,
  ) {}

  start(): void {
    if (this.#timer !== undefined || this.#isClosing) return;
    this.#unsubscribe = this.signal.subscribe(() => this.wake());
    this.#timer = setInterval(() => this.wake(), this.settings.pollIntervalMs);
    this.#timer.unref();
    this.wake();
  }

  wake(): void {
    if (this.#isClosing) return;
    this.#isWanted = true;
    this.#run ??= this.#outside(() => this.#deliverWhileWanted()).finally(() => {
      this.#run = undefined;
      if (this.#isWanted) this.wake();
    });
  }

  /** Resolves when nothing is due any more. */
  async drain(): Promise<void> {
    this.#isDraining = true;
    this.#endRest?.();
    this.wake();
    while (this.#run !== undefined) await this.#run;
    this.#isDraining = false;
  }

  /** Finishes what is being delivered and gives the rest back. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#endRest?.();
    clearInterval(this.#timer);
    this.#unsubscribe?.();
    await this.#run;
  }

  async #deliverWhileWanted(): Promise<void> {
    while (this.#isWanted && !this.#isClosing) {
      this.#isWanted = false;
      try {
        while (!this.#isClosing && (await this.#deliverBatch()));
      } catch (error) {
        this.logger.error('The outbox cannot be read', { error });
      }
      await this.#rest();
    }
  }

  async #rest(): Promise<void> {
    if (this.#isDraining || this.#isClosing) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, restMs);
    this.#endRest = resolve;
    await promise;
    clearTimeout(timer);
  }

  /** @returns whether more may be due. */
  async #deliverBatch(): Promise<boolean> {
    const now = this.clock.now();
    const leaseEnd = new Date(now.getTime() + this.settings.leaseSeconds * 1000);
    const claimed = await this.store.claim(this.settings.batchSize, now, leaseEnd);
    const delivery = new Delivery(
      (name) => this.registry.handlersOf(name),
      this.settings.leaseSeconds * 1000,
    );
    const delivered: string[] = [];
    let tried = 0;
    try {
      await delivery.deliverTogether(
        claimed.filter((item) => this.#isAllowed(item)).map(({ event }) => event),
      );
      for (const item of claimed) {
        if (this.#isClosing || this.clock.now() >= leaseEnd) break;
        tried += 1;
        if (await this.#deliver(item, delivery)) delivered.push(item.event.id);
      }
    } finally {
      if (delivered.length > 0) await this.store.markDelivered(delivered, this.clock.now());
      if (tried < claimed.length) await this.store.release(claimed.slice(tried), this.clock.now());
    }
    return claimed.length === this.settings.batchSize || tried < claimed.length;
  }

  /** A claim beyond the last attempt means that the last one ended with its process. */
  #isAllowed({ attempt }: ClaimedEvent): boolean {
    return attempt <= this.settings.maxAttempts;
  }

  async #deliver(claimed: ClaimedEvent, delivery: Delivery): Promise<boolean> {
    const { event, attempt } = claimed;
    try {
      if (!this.#isAllowed(claimed)) throw new Error('It was claimed and neither delivered nor refused');
      await delivery.deliver(event);
      return true;
    } catch (error) {
      const isLast = attempt >= this.settings.maxAttempts;
      const message = isLast
        ? 'An event is parked: its delivery failed for good'
        : 'An event was not delivered';
      this.logger[isLast ? 'error' : 'warn'](message, {
        eventId: event.id,
        eventName: event.name,
        attempt,
        error,
      });
      const now = this.clock.now();
      if (isLast) await this.store.park(claimed, now, failureText(error));
      else await this.store.retryAt(claimed, nextAttemptAt(now, attempt), failureText(error));
      return false;
    }
  }
}

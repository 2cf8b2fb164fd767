import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '#application/shared/logger.js';
import { failureOf } from './client.js';

const firstDelayMs = 1_000;
const longestDelayMs = 10_000;

export interface Opening<T> {
  /** @throws whatever is in its way; then nothing is left open. */
  open(): Promise<T>;
  /**
   * @param signal that it is not needed any more.
   * @throws when it is lost.
   */
  watch(opened: T, signal: AbortSignal): Promise<unknown>;
  close(opened: T): Promise<void>;
}

/** Resolves after that time. @throws when the signal comes first. */
export type Pause = (ms: number, signal: AbortSignal) => Promise<void>;

/** What is kept open: opened when it is first needed, and again, later and later, whenever it is lost. */
export class KafkaLink<T> {
  readonly #closing = new AbortController();
  #running: Promise<void> | undefined;
  #opened: T | undefined;
  #loss = Promise.withResolvers<void>();

  /** @param waiting what its loss means, for whoever reads the log. */
  constructor(
    private readonly opening: Opening<T>,
    private readonly waiting: string,
    private readonly logger: Logger,
    private readonly pause: Pause = (ms, signal) => delay(ms, undefined, { signal }),
  ) {}

  get isStarted(): boolean {
    return this.#running !== undefined;
  }

  get isUp(): boolean {
    return this.#opened !== undefined;
  }

  /** What is open now, if it is. */
  get opened(): T | undefined {
    return this.#opened;
  }

  /** Begins to open it, and waits for nothing. */
  start(): void {
    if (this.#closing.signal.aborted) return;
    this.#running ??= this.#keepOpen();
  }

  /** Gives up what was opened, as something went wrong with it; it is opened again. */
  abandon(opened: T, error: unknown): void {
    if (opened !== this.#opened) return;
    this.#opened = undefined;
    this.#tellOfLoss(error);
    this.#loss.resolve();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#loss.resolve();
    await this.#running;
  }

  async #keepOpen(): Promise<void> {
    const { signal } = this.#closing;
    for (let failures = 0; ; ) {
      try {
        await this.#openOnce();
        failures = 0;
      } catch (error) {
        failures += 1;
        if (failures === 1) this.#tellOfLoss(error);
      }
      if (signal.aborted) return;
      const pauseMs = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.max(0, failures - 1));
      await this.pause(pauseMs, signal).catch(() => undefined);
    }
  }

  /** Resolves when it is lost, and closed. */
  async #openOnce(): Promise<void> {
    this.#loss = Promise.withResolvers();
    const opened = await this.opening.open();
    if (!this.#closing.signal.aborted) {
      this.#opened = opened;
      this.opening.watch(opened, this.#closing.signal).catch((error) => this.abandon(opened, error));
      await this.#loss.promise;
      this.#opened = undefined;
    }
    await this.opening.close(opened);
  }

  #tellOfLoss(error: unknown): void {
    if (this.#closing.signal.aborted) return;
    this.logger.warn(`Kafka is not connected; ${this.waiting}`, { error: failureOf(error) });
  }
}

import type { Logger } from '#application/shared/logger.js';
import { LocalSignal, type Signal } from '../shared/signal.js';
import type { Notifications } from './notifications.js';

/**
 * Wakes those who wait in this process directly; where there is none, those of other processes by NOTIFY. That is
 * sent after the commit and one at a time, because a transaction with a NOTIFY in it holds up all others
 * while it commits.
 */
export class NotifyingSignal implements Signal {
  readonly #local = new LocalSignal();
  #isSending = false;
  #isWanted = false;

  /** @param what of which it tells, for the log. */
  constructor(
    private readonly channel: string,
    private readonly what: string,
    private readonly notifications: Notifications,
    private readonly logger: Logger,
  ) {}

  raise(): void {
    this.#local.raise();
    if (!this.#local.hasListeners) void this.#send();
  }

  subscribe(listener: () => void): () => void {
    return this.#withRemote(listener, this.#local.subscribe(listener));
  }

  watch(listener: () => void): () => void {
    return this.#withRemote(listener, this.#local.watch(listener));
  }

  #withRemote(listener: () => void, unsubscribe: () => void): () => void {
    const remote = this.notifications.subscribe(this.channel, listener);
    remote.catch((error) => this.#warn(`The signal of ${this.what} is not heard`, error));
    return () => {
      unsubscribe();
      void remote.then((end) => end()).catch(() => undefined);
    };
  }

  async #send(): Promise<void> {
    this.#isWanted = true;
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      while (this.#isWanted) {
        this.#isWanted = false;
        await this.notifications.publish(this.channel, '');
      }
    } catch (error) {
      this.#warn(`The signal of ${this.what} was not sent; they are found when somebody looks`, error);
    } finally {
      this.#isSending = false;
    }
  }

  /** What ends with the service is no fault. */
  #warn(message: string, error: unknown): void {
    if (!this.notifications.isClosed) this.logger.warn(message, { error });
  }
}

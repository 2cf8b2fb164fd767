import { setTimeout as delay } from 'node:timers/promises';

/** After a batch. */
const restMs = 200;

/** Sends the first message at once and keeps those that follow shortly, so that many logins are few notifications. */
export class MessageBatch {
  readonly #waiting = new Set<string>();
  #isSending = false;

  /** @param send what it rejects with is nobody's concern: the messages are hints. */
  constructor(
    private readonly send: (messages: readonly string[]) => Promise<void>,
    private readonly maxMessages: number,
  ) {}

  add(message: string): void {
    // Beyond this the channel is down, and whatever is remembered expires by itself.
    if (this.#waiting.size < 10 * this.maxMessages) this.#waiting.add(message);
    if (!this.#isSending) void this.#sendAll();
  }

  async #sendAll(): Promise<void> {
    this.#isSending = true;
    while (this.#waiting.size > 0) {
      const messages = [...this.#waiting].slice(0, this.maxMessages);
      for (const message of messages) this.#waiting.delete(message);
      await this.send(messages).catch(() => undefined);
      await delay(restMs, undefined, { ref: false });
    }
    this.#isSending = false;
  }
}

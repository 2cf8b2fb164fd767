import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { AccountId } from '#domain/shared/ids.js';
import { Heartbeat } from './heartbeat.js';
import type { InvalidationChannel, InvalidationListener } from './invalidation-channel.js';

/** A payload of NOTIFY is shorter than 8,000 bytes, and an id has 36. */
const maxAccountsOfMessage = 200;
/** Beyond it the channel is down, and what is remembered ends by its age. */
const maxHinted = 10_000;
/** Between hints, so that many logins are few messages. */
const hintRestMs = 200;

/** What the channels that reach other instances have in common. A transport says how texts are sent and heard. */
export abstract class ConnectedChannel implements InvalidationChannel {
  protected readonly heartbeat: Heartbeat;
  /** Heard by this process only. */
  protected readonly own: string;
  #listener: InvalidationListener | undefined;
  readonly #hinted = new Set<AccountId>();
  #isHinting = false;

  /** @param common the name under which all instances hear each other. */
  protected constructor(
    timeoutMs: number,
    protected readonly common: string,
  ) {
    this.own = `${common}:${randomUUID()}`;
    this.heartbeat = new Heartbeat(timeoutMs, (beat) => this.send(this.own, beat));
  }

  abstract publish(accounts: readonly AccountId[]): Promise<void>;

  /** Hears what is sent to `common` and `own`, and stays connected. */
  protected abstract connect(): void;

  /** Now. @throws Error when it was not sent. */
  protected abstract send(to: string, text: string): Promise<void>;

  isTrusted(): boolean {
    return this.heartbeat.isTrusted();
  }

  start(listener: InvalidationListener): void {
    this.#listener = listener;
    this.connect();
  }

  async close(): Promise<void> {
    this.heartbeat.stop();
  }

  hint(accounts: readonly AccountId[]): void {
    for (const account of accounts) if (this.#hinted.size < maxHinted) this.#hinted.add(account);
    if (!this.#isHinting) void this.#sendHints();
  }

  protected received(from: string, text: string): void {
    if (from === this.own) this.heartbeat.heard(text);
    else this.#listener?.changed(text.split(' ') as AccountId[]);
  }

  /** The connection was lost and is back. */
  protected reconnected(): void {
    this.#listener?.missed();
    this.heartbeat.reset();
    void this.heartbeat.beat();
  }

  async #sendHints(): Promise<void> {
    this.#isHinting = true;
    while (this.#hinted.size > 0) {
      const messages = messagesOf([...this.#hinted]);
      this.#hinted.clear();
      for (const message of messages) await this.send(this.common, message).catch(() => undefined);
      await delay(hintRestMs, undefined, { ref: false });
    }
    this.#isHinting = false;
  }
}

export function messagesOf(accounts: readonly AccountId[]): string[] {
  const messages: string[] = [];
  for (let from = 0; from < accounts.length; from += maxAccountsOfMessage) {
    messages.push(accounts.slice(from, from + maxAccountsOfMessage).join(' '));
  }
  return messages;
}

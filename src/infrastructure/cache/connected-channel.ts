import { setTimeout as delay } from 'node:timers/promises';
import type { UserId } from '#domain/shared/ids.js';
import { Heartbeat } from './heartbeat.js';
import type { InvalidationChannel, InvalidationListener } from './invalidation-channel.js';

/** A payload of NOTIFY is shorter than 8,000 bytes, and an id has 36. */
const maxAccountsOfMessage = 200;
/** Beyond it the channel is down, and what is remembered ends by its age. */
const maxHinted = 10_000;
/** Between hints, so that many logins are few messages. */
const hintRestMs = 200;

/** What the channels that reach other instances have in common. A transport says how messages are sent and heard. */
export abstract class ConnectedChannel implements InvalidationChannel {
  protected readonly heartbeat: Heartbeat;
  #listener: InvalidationListener | undefined;
  readonly #hinted = new Set<UserId>();
  #isHinting = false;

  protected constructor(timeoutMs: number) {
    this.heartbeat = new Heartbeat(timeoutMs, (beat) => this.sendBeat(beat));
  }

  abstract publish(accounts: readonly UserId[]): Promise<void>;
  abstract close(): Promise<void>;

  /** Connects, and stays connected. */
  protected abstract connect(): void;

  /** To all instances, now. @throws Error when it was not sent. */
  protected abstract send(message: string): Promise<void>;

  /** To this instance, on the way that messages of others take. @throws Error when it was not sent. */
  protected abstract sendBeat(beat: string): Promise<void>;

  isTrusted(): boolean {
    return this.heartbeat.isTrusted();
  }

  start(listener: InvalidationListener): void {
    this.#listener = listener;
    this.connect();
  }

  hint(accounts: readonly UserId[]): void {
    for (const account of accounts) if (this.#hinted.size < maxHinted) this.#hinted.add(account);
    if (!this.#isHinting) void this.#sendHints();
  }

  protected received(message: string): void {
    this.#listener?.changed(message.split(' ') as UserId[]);
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
      for (const message of messages) await this.send(message).catch(() => undefined);
      await delay(hintRestMs, undefined, { ref: false });
    }
    this.#isHinting = false;
  }
}

export function messagesOf(accounts: readonly UserId[]): string[] {
  const messages: string[] = [];
  for (let from = 0; from < accounts.length; from += maxAccountsOfMessage) {
    messages.push(accounts.slice(from, from + maxAccountsOfMessage).join(' '));
  }
  return messages;
}

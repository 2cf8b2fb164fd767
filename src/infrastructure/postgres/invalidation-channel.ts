import { randomUUID } from 'node:crypto';
import type { Logger } from '#application/shared/logger.js';
import type { UserId } from '#domain/shared/ids.js';
import { Heartbeat } from '../cache/heartbeat.js';
import type { InvalidationChannel, InvalidationListener } from '../cache/invalidation-channel.js';
import type { MonotonicNow } from '../cache/memory-cache-level.js';
import { MessageBatch } from '../cache/message-batch.js';
import { changeMessage, joinMessages, loginMessage, tell } from '../cache/messages.js';
import type { Database } from './database.js';
import type { Notifications } from './notifications.js';

const channel = 'gatehouse_accounts';
/** A payload of NOTIFY is shorter than 8,000 bytes. */
const maxMessages = 100;

/**
 * LISTEN and NOTIFY. A change is announced in its own transaction: PostgreSQL delivers it when that commits,
 * and no crash comes between. (Transactions with a NOTIFY in them commit one after the other; changes that
 * need one are rare, and logins, which are not, are announced outside.)
 */
export class PostgresInvalidationChannel implements InvalidationChannel {
  /** Heard by this process only. */
  readonly #own = `gatehouse_${randomUUID()}`;
  readonly #heartbeat: Heartbeat;
  readonly #logins: MessageBatch;
  readonly #listeners: InvalidationListener[] = [];

  constructor(
    private readonly notifications: Notifications,
    private readonly database: Database,
    private readonly logger: Logger,
    timeoutMs: number,
    now?: MonotonicNow,
  ) {
    this.#heartbeat = new Heartbeat(timeoutMs, (beat) => notifications.publish(this.#own, beat), now);
    this.#logins = new MessageBatch(
      (messages) => notifications.publish(channel, joinMessages(messages)),
      maxMessages,
    );
  }

  isTrusted(): boolean {
    return this.#heartbeat.isTrusted();
  }

  async publishChange(userId: UserId): Promise<void> {
    await this.database.write((manager) =>
      manager.query('SELECT pg_notify($1, $2)', [channel, changeMessage(userId)]),
    );
  }

  publishLogin(userId: UserId, at: Date): void {
    this.#logins.add(loginMessage(userId, at));
  }

  subscribe(listener: InvalidationListener): void {
    this.#listeners.push(listener);
  }

  start(): void {
    void this.#listen();
  }

  async close(): Promise<void> {
    this.#heartbeat.stop();
  }

  async #listen(): Promise<void> {
    try {
      await this.notifications.subscribe(channel, (payload) => this.#receive(payload));
      await this.notifications.subscribe(this.#own, (beat) => {
        if (beat !== null) this.#heartbeat.heard(beat);
      });
      this.#heartbeat.start();
    } catch (error) {
      this.logger.warn('Changes of accounts are not heard, so the cache is not used', { error });
    }
  }

  #receive(payload: string | null): void {
    for (const listener of this.#listeners) {
      if (payload === null) listener.missed();
      else tell(listener, payload);
    }
    if (payload !== null) return;
    this.#heartbeat.reset();
    void this.#heartbeat.beat();
  }
}

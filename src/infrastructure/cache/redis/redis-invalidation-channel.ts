import { randomUUID } from 'node:crypto';
import type { Logger } from '#application/shared/logger.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { UserId } from '#domain/shared/ids.js';
import { Heartbeat } from '../heartbeat.js';
import type { InvalidationChannel, InvalidationListener } from '../invalidation-channel.js';
import { MessageBatch } from '../message-batch.js';
import { changeMessage, joinMessages, loginMessage, tell } from '../messages.js';
import { accountKey } from './redis-cache-level.js';
import type { RedisLink } from './redis-link.js';

const maxMessages = 1_000;

export interface RedisChannelSettings {
  readonly timeoutMs: number;
  readonly prefix: string;
}

/**
 * Publish and subscribe. Redis is told when a transaction has ended and before whoever asked for it has an
 * answer. What could not be said because Redis was away is said when it is back.
 */
export class RedisInvalidationChannel implements InvalidationChannel {
  readonly #common: string;
  /** Heard by this process only. */
  readonly #own: string;
  readonly #heartbeat: Heartbeat;
  readonly #logins: MessageBatch;
  readonly #listeners: InvalidationListener[] = [];
  /** What could not be said. Bounded by what changes while Redis is away. */
  readonly #unsaid = new Set<UserId>();

  constructor(
    private readonly link: RedisLink,
    private readonly unitOfWork: UnitOfWork,
    private readonly logger: Logger,
    private readonly settings: RedisChannelSettings,
  ) {
    const { timeoutMs, prefix } = settings;
    this.#common = `${prefix}changes`;
    this.#own = `${prefix}heartbeat:${randomUUID()}`;
    this.#heartbeat = new Heartbeat(timeoutMs, (beat) => this.#beat(beat));
    this.#logins = new MessageBatch((texts) => this.#publish(this.#common, joinMessages(texts)), maxMessages);
  }

  isTrusted(): boolean {
    return this.#heartbeat.isTrusted();
  }

  async publishChange(userId: UserId): Promise<void> {
    await this.unitOfWork.afterCompletion(() => this.#sayChange(userId));
  }

  publishLogin(userId: UserId, at: Date): void {
    this.#logins.add(loginMessage(userId, at));
  }

  subscribe(listener: InvalidationListener): void {
    this.#listeners.push(listener);
  }

  start(): void {
    const { messages } = this.link;
    messages.on('message', (channel: string, text: string) => this.#receive(channel, text));
    messages.on('ready', () => void this.#listen());
    messages.on('close', () => this.#heartbeat.reset());
    this.link.start();
    this.#heartbeat.start();
  }

  async close(): Promise<void> {
    this.#heartbeat.stop();
    await this.link.close();
  }

  async #listen(): Promise<void> {
    try {
      await this.link.messages.subscribe(this.#common, this.#own);
    } catch (error) {
      this.logger.warn('Changes of accounts are not heard, so the cache is not used', { error });
      this.link.messages.disconnect(true);
      return;
    }
    for (const listener of this.#listeners) listener.missed();
    this.#heartbeat.reset();
    await this.#heartbeat.beat();
  }

  #receive(channel: string, text: string): void {
    if (channel === this.#own) this.#heartbeat.heard(text);
    else for (const listener of this.#listeners) tell(listener, text);
  }

  async #beat(beat: string): Promise<void> {
    await this.#publish(this.#own, beat);
    // Of a copy: what fails once more is added again, and would be met for ever while Redis is away.
    for (const userId of [...this.#unsaid]) {
      this.#unsaid.delete(userId);
      await this.#sayChange(userId);
    }
  }

  /** Together with the eviction from Redis, or the others could read there what they have just forgotten. */
  async #sayChange(userId: UserId): Promise<void> {
    const said = await this.link.attempt((redis) =>
      redis
        .multi()
        .unlink(accountKey(this.settings.prefix, userId))
        .publish(this.#common, changeMessage(userId))
        .exec(),
    );
    if (said === null) this.#unsaid.add(userId);
  }

  async #publish(channel: string, text: string): Promise<void> {
    const heardBy = await this.link.attempt((redis) => redis.publish(channel, text));
    if (heardBy === null) throw new Error('Redis is away');
  }
}

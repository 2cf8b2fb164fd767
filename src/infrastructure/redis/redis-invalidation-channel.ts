import { randomUUID } from 'node:crypto';
import type { Logger } from '#application/shared/logger.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { UserId } from '#domain/shared/ids.js';
import { ConnectedChannel, messagesOf } from '../cache/connected-channel.js';
import { accountKey } from './redis-cache-level.js';
import type { RedisLink } from './redis-link.js';

/**
 * Publish and subscribe. Redis is told when a transaction has ended and before whoever asked for it has an
 * answer. What could not be said because Redis was away is said when it is back.
 */
export class RedisInvalidationChannel extends ConnectedChannel {
  readonly #common: string;
  /** Heard by this process only. */
  readonly #own: string;
  /** What could not be said. Bounded by what changes while Redis is away. */
  readonly #unsaid = new Set<UserId>();

  constructor(
    private readonly link: RedisLink,
    private readonly unitOfWork: UnitOfWork,
    private readonly logger: Logger,
    timeoutMs: number,
  ) {
    super(timeoutMs);
    this.#common = `${link.prefix}changes`;
    this.#own = `${link.prefix}heartbeat:${randomUUID()}`;
  }

  async publish(accounts: readonly UserId[]): Promise<void> {
    await this.unitOfWork.afterCompletion(() => this.#say(accounts));
  }

  protected connect(): void {
    const { messages } = this.link;
    messages.on('message', (channel: string, text: string) => {
      if (channel === this.#own) this.heartbeat.heard(text);
      else this.received(text);
    });
    messages.on('ready', () => void this.#listen());
    messages.on('close', () => this.heartbeat.reset());
    this.link.start();
    this.heartbeat.start();
  }

  async close(): Promise<void> {
    this.heartbeat.stop();
    await this.link.close();
  }

  protected async send(message: string): Promise<void> {
    await this.#publish(this.#common, message);
  }

  protected async sendBeat(beat: string): Promise<void> {
    await this.#publish(this.#own, beat);
    if (this.#unsaid.size === 0) return;
    const accounts = [...this.#unsaid];
    this.#unsaid.clear();
    await this.#say(accounts);
  }

  async #listen(): Promise<void> {
    try {
      await this.link.messages.subscribe(this.#common, this.#own);
      this.reconnected();
    } catch (error) {
      this.logger.warn('Changes of accounts are not heard, so the cache is not used', { error });
      this.link.messages.disconnect(true);
    }
  }

  /** Together with the eviction from Redis, or the others could read there what they have just forgotten. */
  async #say(accounts: readonly UserId[]): Promise<void> {
    const said = await this.link.attempt((redis) => {
      const commands = redis.multi().unlink(accounts.map(accountKey));
      for (const message of messagesOf(accounts)) commands.publish(this.#common, message);
      return commands.exec();
    });
    if (said === null) for (const account of accounts) this.#unsaid.add(account);
  }

  async #publish(channel: string, text: string): Promise<void> {
    const heardBy = await this.link.attempt((redis) => redis.publish(channel, text));
    if (heardBy === null) throw new Error('Redis is away');
  }
}

import type { Logger } from '#application/shared/logger.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { AccountId } from '#domain/shared/ids.js';
import { ConnectedChannel, messagesOf } from '../cache/connected-channel.js';
import { accountKey } from './redis-cache-level.js';
import type { RedisLink } from './redis-link.js';

/** The link rests for as long after a command that failed. */
const sayAgainMs = 500;

/**
 * Publish and subscribe. Redis is told when a transaction has ended and before whoever asked for it has an
 * answer. What could not be said because Redis was away is said when it is back.
 */
export class RedisInvalidationChannel extends ConnectedChannel {
  /** What could not be said. Bounded by what changes while Redis is away. */
  readonly #unsaid = new Set<AccountId>();
  #sayAgain: NodeJS.Timeout | undefined;

  constructor(
    private readonly link: RedisLink,
    private readonly unitOfWork: UnitOfWork,
    private readonly logger: Logger,
    timeoutMs: number,
  ) {
    super(timeoutMs, `${link.prefix}changes`);
  }

  async publish(accounts: readonly AccountId[]): Promise<void> {
    await this.unitOfWork.afterCompletion(() => this.#say(accounts));
  }

  protected connect(): void {
    const { messages } = this.link;
    messages.on('message', (channel: string, text: string) => this.received(channel, text));
    messages.on('ready', () => void this.#listen());
    messages.on('close', () => this.heartbeat.reset());
    this.link.start();
    this.heartbeat.start();
  }

  protected async send(to: string, text: string): Promise<void> {
    const heardBy = await this.link.attempt((redis) => redis.publish(to, text));
    if (heardBy === null) throw new Error('Redis is away');
    await this.#sayUnsaid();
  }

  override async close(): Promise<void> {
    clearTimeout(this.#sayAgain);
    await super.close();
  }

  async #listen(): Promise<void> {
    try {
      await this.link.messages.subscribe(this.common, this.own);
      this.reconnected();
    } catch (error) {
      this.logger.warn('Changes of accounts are not heard, so the cache is not used', { error });
      this.link.messages.disconnect(true);
    }
  }

  /** Together with the eviction from Redis, or the others could read there what they have just forgotten. */
  async #say(accounts: readonly AccountId[]): Promise<void> {
    const said = await this.link.attempt((redis) => {
      const commands = redis.multi().unlink(accounts.map(accountKey));
      for (const message of messagesOf(accounts)) commands.publish(this.common, message);
      return commands.exec();
    });
    if (said !== null) return;
    for (const account of accounts) this.#unsaid.add(account);
    // Others who hear themselves still trust what they remember, so this does not wait for the next beat.
    this.#sayAgain ??= setTimeout(() => {
      this.#sayAgain = undefined;
      void this.#sayUnsaid();
    }, sayAgainMs).unref();
  }

  async #sayUnsaid(): Promise<void> {
    if (this.#unsaid.size === 0) return;
    const accounts = [...this.#unsaid];
    this.#unsaid.clear();
    await this.#say(accounts);
  }
}

import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from '#application/shared/logger.js';
import { adviceFor } from '../shared/untrusted-certificate.js';

const commandTimeoutMs = 250;
const connectTimeoutMs = 1_000;
const maxReconnectDelayMs = 1_000;
/** After a failure Redis is left alone for so long: that it is away must not slow every request down. */
const restMs = 500;

const options: RedisOptions = {
  lazyConnect: true,
  // What cannot be sent now is not to be sent later: by then it is wrong, and somebody waits for it.
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  autoResubscribe: false,
  autoResendUnfulfilledCommands: false,
  commandTimeout: commandTimeoutMs,
  connectTimeout: connectTimeoutMs,
  retryStrategy: (attempt) => Math.min(50 * attempt, maxReconnectDelayMs),
};

/** Two connections to Redis, for commands and for messages, and a circuit that opens when commands fail. */
export class RedisLink {
  readonly commands: Redis;
  readonly messages: Redis;
  #restsUntil = Number.NEGATIVE_INFINITY;

  /** @param prefix before all keys, for those who share a Redis; whoever names a channel adds it. */
  constructor(
    url: string,
    readonly prefix: string,
    private readonly logger: Logger,
  ) {
    this.commands = new Redis(url, { ...options, keyPrefix: prefix, connectionName: 'gatehouse-commands' });
    this.messages = new Redis(url, { ...options, connectionName: 'gatehouse-messages' });
    // Without a listener it would be printed; the loss is told once, by 'reconnecting'.
    this.messages.on('error', () => undefined);
    let fault: Error | undefined;
    this.commands.on('error', (error) => {
      fault = error;
    });
    let isLost = false;
    this.commands.on('ready', () => {
      this.#restsUntil = Number.NEGATIVE_INFINITY;
      if (isLost) this.logger.info('Redis is back');
      isLost = false;
    });
    this.commands.on('reconnecting', () => {
      if (!isLost) {
        // Not the error itself: of a refused password it has the command.
        const told = { reason: fault?.message ?? null, ...adviceFor(fault) };
        this.logger.warn('Redis is not connected; answers come from the database', told);
      }
      isLost = true;
    });
  }

  start(): void {
    for (const connection of [this.commands, this.messages]) connection.connect().catch(() => undefined);
  }

  /** Whether a command is worth trying. */
  get isUsable(): boolean {
    return this.commands.status === 'ready' && performance.now() >= this.#restsUntil;
  }

  /** Null when Redis is away or fails; never rejects, and never takes longer than the time-out. */
  async attempt<T>(command: (redis: Redis) => Promise<T>): Promise<T | null> {
    if (!this.isUsable) return null;
    try {
      return await command(this.commands);
    } catch (error) {
      this.#restsUntil = performance.now() + restMs;
      this.logger.debug('A command of Redis failed', { error });
      return null;
    }
  }

  async close(): Promise<void> {
    this.commands.disconnect();
    this.messages.disconnect();
  }
}

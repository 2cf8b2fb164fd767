import type { AmqpConnectionManager } from 'amqp-connection-manager';
import type { Channel, ChannelModel } from 'amqplib';
import type { Logger } from '#application/shared/logger.js';
import { adviceFor } from '../shared/untrusted-certificate.js';

const heartbeatSeconds = 5;
const connectTimeoutMs = 5_000;
const firstDelaySeconds = 1;
const longestDelaySeconds = 30;
/** To take leave of a broker that does not answer. */
const closingMs = 2_000;

/** What is done on every new connection, before it is used. */
export type Opening = (connection: ChannelModel) => Promise<void>;

/** The connection to RabbitMQ: made when it is first needed, and again, later and later, whenever it is lost. */
export class RabbitLink {
  readonly #openings: Opening[] = [];
  #manager: Promise<AmqpConnectionManager> | undefined;
  #connection: ChannelModel | undefined;
  #isReady = false;
  #isBlocked = false;
  #isClosed = false;
  #failures = 0;

  constructor(
    private readonly url: string,
    private readonly logger: Logger,
  ) {}

  get isStarted(): boolean {
    return this.#manager !== undefined;
  }

  /** Connected, set up, and takes messages. */
  get isUp(): boolean {
    return this.#isReady && !this.#isBlocked;
  }

  /** Done on the connection that there is, and on each that comes. */
  onConnection(opening: Opening): void {
    this.#openings.push(opening);
    if (this.#connection !== undefined) void this.#open(this.#connection, [opening]);
  }

  /** Begins to connect, and waits for nothing. */
  start(): void {
    this.#manager ??= this.#connect();
    this.#manager.catch((error) => this.logger.error('RabbitMQ cannot be used', { error }));
  }

  /** Gives up a connection on which something went wrong; another one is made. */
  abandon(connection: ChannelModel | undefined): void {
    if (connection === undefined || connection !== this.#connection) return;
    this.#lose();
    // It ends by itself, with the next heartbeats, where the broker does not answer.
    connection.close().catch(() => undefined);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const manager = await this.#manager?.catch(() => undefined);
    if (manager === undefined) return;
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, closingMs);
    await Promise.race([manager.close().catch(() => undefined), late]);
    clearTimeout(timer);
    this.#lose();
  }

  async #connect(): Promise<AmqpConnectionManager> {
    // The client is of no use, and not loaded, where there is no RabbitMQ.
    const { connect } = await import('amqp-connection-manager');
    const manager = connect([this.url], {
      heartbeatIntervalInSeconds: heartbeatSeconds,
      reconnectTimeInSeconds: firstDelaySeconds,
      connectionOptions: { timeout: connectTimeoutMs, clientProperties: { connection_name: 'gatehouse' } },
    });
    manager.on('connect', ({ connection }) => {
      void this.#open(connection as unknown as ChannelModel, this.#openings).then((isOpen) => {
        if (!isOpen) return this.#backOff(manager);
        this.#failures = 0;
        manager.reconnectTimeInSeconds = firstDelaySeconds;
      });
    });
    manager.on('connectFailed', ({ err }) => {
      this.#backOff(manager);
      if (this.#failures === 1) this.#tellOfLoss(err);
    });
    manager.on('disconnect', ({ err }) => {
      this.#lose();
      this.#tellOfLoss(err);
    });
    manager.on('blocked', () => {
      this.#isBlocked = true;
      this.logger.warn('RabbitMQ takes no messages for now; events wait in the log');
    });
    manager.on('unblocked', () => {
      this.#isBlocked = false;
    });
    return manager as AmqpConnectionManager;
  }

  async #open(connection: ChannelModel, openings: readonly Opening[]): Promise<boolean> {
    this.#connection = connection;
    try {
      for (const opening of openings) await opening(connection);
      this.#isReady = this.#connection === connection;
      return this.#isReady;
    } catch (error) {
      this.logger.error('RabbitMQ refuses what is to be set up', { error: withoutUrl(error) });
      this.abandon(connection);
      return false;
    }
  }

  #backOff(manager: AmqpConnectionManager): void {
    this.#failures += 1;
    manager.reconnectTimeInSeconds = Math.min(longestDelaySeconds, 2 ** (this.#failures - 1));
  }

  #lose(): void {
    this.#connection = undefined;
    this.#isReady = false;
    this.#isBlocked = false;
  }

  #tellOfLoss(error: unknown): void {
    if (this.#isClosed) return;
    const told = { error: withoutUrl(error), ...adviceFor(error) };
    this.logger.warn('RabbitMQ is not connected; events wait in the log', told);
  }
}

/** A channel whose errors end its connection, as nobody else would open it again. */
export async function channelOf<C extends Channel>(
  link: RabbitLink,
  connection: ChannelModel,
  channel: C,
): Promise<C> {
  channel.on('error', () => undefined);
  channel.once('close', () => link.abandon(connection));
  return channel;
}

/** What failed, and not where: the client's errors may name the URL. */
function withoutUrl(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { code } = error as { code?: unknown };
  return code === undefined ? error.name : `${error.name} ${code}`;
}

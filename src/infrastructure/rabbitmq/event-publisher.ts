import type { ChannelModel, ConfirmChannel, Message } from 'amqplib';
import type { EventPublisher } from '#application/brokers/event-publisher.js';
import type { CloudEvent } from '#application/events/cloud-event.js';
import type { Logger } from '#application/shared/logger.js';
import { inTime } from '../brokers/in-time.js';
import { AwayError } from '../events/event-failures.js';
import { channelOf, type RabbitLink } from './link.js';

export interface PublisherSettings {
  /** Before the names of exchanges and queues. */
  readonly prefix: string;
  /** For all confirms of a batch. */
  readonly confirmTimeoutMs: number;
}

/** So many events that no queue wants are kept; then the oldest go. */
export const unroutedMaxLength = 10_000;
/** Between two looks for them. */
const lookMs = 60_000;

export class RabbitEventPublisher implements EventPublisher {
  #connection: ChannelModel | undefined;
  #channel: ConfirmChannel | undefined;
  /** Ids of messages that came back. */
  readonly #returned = new Set<string>();
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly link: RabbitLink,
    private readonly settings: PublisherSettings,
    private readonly logger: Logger,
  ) {
    link.onConnection((connection) => this.#open(connection));
  }

  async publish(events: readonly CloudEvent[]): Promise<void> {
    this.link.start();
    const [channel, connection] = [this.#channel, this.#connection];
    if (channel === undefined || !this.link.isUp) throw new AwayError('RabbitMQ is not connected');
    const { confirmTimeoutMs } = this.settings;
    this.#returned.clear();
    try {
      const confirms = events.map((event) => this.#send(channel, event));
      await inTime(confirmTimeoutMs, Promise.all(confirms), 'RabbitMQ has not confirmed');
    } catch (error) {
      // What was sent on it may still arrive; nothing more shall.
      this.link.abandon(connection);
      throw error instanceof AwayError ? error : new AwayError('RabbitMQ did not take what was sent');
    }
    if (this.#returned.size > 0) throw new AwayError('No queue takes what no queue wants');
    await this.#lookForUnrouted(channel);
  }

  async #open(connection: ChannelModel): Promise<void> {
    this.#channel = undefined;
    const channel = await channelOf(this.link, connection, await connection.createConfirmChannel());
    channel.on('return', ({ properties: { messageId } }: Message) => this.#returned.add(messageId));
    channel.once('close', () => {
      if (this.#channel === channel) this.#channel = undefined;
    });
    const { exchange, unrouted } = this.#names;
    await channel.assertExchange(unrouted, 'fanout', { durable: true });
    await channel.assertQueue(unrouted, { durable: true, maxLength: unroutedMaxLength });
    await channel.bindQueue(unrouted, unrouted, '');
    await channel.assertExchange(exchange, 'topic', { durable: true, alternateExchange: unrouted });
    this.#connection = connection;
    this.#channel = channel;
  }

  get #names() {
    const { prefix } = this.settings;
    return { exchange: `${prefix}.events`, unrouted: `${prefix}.unrouted` };
  }

  #send(channel: ConfirmChannel, event: CloudEvent): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const correlation = event.requestid === undefined ? {} : { correlationId: event.requestid };
    channel.publish(
      this.#names.exchange,
      event.type,
      Buffer.from(JSON.stringify(event)),
      {
        mandatory: true,
        persistent: true,
        contentType: 'application/cloudevents+json',
        messageId: event.id,
        type: event.type,
        appId: 'gatehouse',
        timestamp: Math.floor(Date.parse(event.time) / 1000),
        ...correlation,
        headers: event.requestid === undefined ? {} : { 'x-correlation-id': event.requestid },
      },
      (error) => (error ? reject(error) : resolve()),
    );
    return promise;
  }

  /** Many together, for whoever has forgotten to bind a queue. */
  async #lookForUnrouted(channel: ConfirmChannel): Promise<void> {
    if (performance.now() - this.#lookedAt < lookMs) return;
    this.#lookedAt = performance.now();
    const { unrouted: queue } = this.#names;
    const { messageCount: count } = await channel.checkQueue(queue).catch(() => ({ messageCount: 0 }));
    if (count > 0) this.logger.warn('Events were published that no queue is bound for', { queue, count });
  }
}

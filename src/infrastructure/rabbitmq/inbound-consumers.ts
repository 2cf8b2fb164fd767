import { setTimeout as delay } from 'node:timers/promises';
import type { ChannelModel, ConfirmChannel, ConsumeMessage } from 'amqplib';
import type { Inbound, InboundMessage } from '#application/rabbitmq/inbound.js';
import type { Logger } from '#application/shared/logger.js';
import {
  type InboundHandling,
  isForGood,
  lostAttempts,
  maxAttemptsOf,
  parseMessage,
  retryPauseMs,
} from '../brokers/inbound-handling.js';
import { failureText } from '../events/event-failures.js';
import { channelOf, type RabbitLink } from './link.js';

/** Messages of a queue that are handled at a time by one instance. */
const prefetch = 10;

/** Consumes the queues of all that is inbound. A message is acknowledged when its effect has been committed. */
export class InboundConsumers {
  readonly #closing = new AbortController();
  readonly #inHand = new Set<Promise<void>>();
  readonly #channels = new Map<ConfirmChannel, string>();

  constructor(
    private readonly inbounds: readonly Inbound[],
    private readonly link: RabbitLink,
    private readonly handling: InboundHandling,
    private readonly logger: Logger,
  ) {}

  start(): void {
    if (this.inbounds.length === 0) return;
    for (const inbound of this.inbounds) {
      this.link.onConnection((connection) => this.#consume(inbound, connection));
    }
    this.link.start();
  }

  /** Takes no more; what is in hand is finished, and the rest goes back to its queue. */
  async close(): Promise<void> {
    this.#closing.abort();
    const cancelled = [...this.#channels].map(([channel, tag]) => channel.cancel(tag).catch(() => undefined));
    await Promise.race([Promise.all(cancelled), delay(1_000, undefined, { ref: false })]);
    await Promise.all(this.#inHand);
  }

  async #consume(inbound: Inbound, connection: ChannelModel): Promise<void> {
    if (this.#closing.signal.aborted) return;
    const { queue, exchange, bindingKey } = inbound;
    const channel = await channelOf(this.link, connection, await connection.createConfirmChannel());
    channel.once('close', () => this.#channels.delete(channel));
    const dead = deadLettersOf(queue);
    await channel.assertExchange(dead, 'fanout', { durable: true });
    await channel.assertQueue(dead, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
    await channel.bindQueue(dead, dead, '');
    // Another feature, or the publisher here, may have made it with arguments of its own.
    await this.#ensureExchange(exchange, connection);
    await channel.assertQueue(queue, {
      durable: true,
      deadLetterExchange: dead,
      arguments: { 'x-queue-type': 'quorum', 'x-delivery-limit': maxAttemptsOf(inbound) + lostAttempts },
    });
    await channel.bindQueue(queue, exchange, bindingKey);
    await channel.prefetch(prefetch);
    const take = (message: ConsumeMessage | null) => {
      // The broker has cancelled it, as when the queue is deleted.
      if (message === null) return this.link.abandon(connection);
      const inHand = this.#take(inbound, channel, message).catch((error) =>
        this.logger.warn('A message goes back to its queue', { queue, error }),
      );
      this.#inHand.add(inHand);
      void inHand.finally(() => this.#inHand.delete(inHand));
    };
    const { consumerTag } = await channel.consume(queue, take, { noAck: false });
    this.#channels.set(channel, consumerTag);
  }

  /** On a channel of its own: one that asks for what is not there is closed. */
  async #ensureExchange(exchange: string, connection: ChannelModel): Promise<void> {
    const asking = await connection.createChannel();
    asking.on('error', () => undefined);
    const isThere = await asking.checkExchange(exchange).then(
      () => true,
      () => false,
    );
    if (isThere) return asking.close();
    const making = await connection.createChannel();
    making.on('error', () => undefined);
    await making.assertExchange(exchange, 'topic', { durable: true });
    await making.close();
  }

  async #take(inbound: Inbound, channel: ConfirmChannel, message: ConsumeMessage): Promise<void> {
    const attempt = deliveriesOf(message) + 1;
    try {
      await this.handling.handle(inbound.queue, inbound, parse(message));
    } catch (error) {
      await this.#fail(inbound, channel, message, attempt, error);
      return;
    }
    channel.ack(message);
  }

  async #fail(
    inbound: Inbound,
    channel: ConfirmChannel,
    message: ConsumeMessage,
    attempt: number,
    error: unknown,
  ): Promise<void> {
    const { queue } = inbound;
    const fields = { queue, messageId: message.properties.messageId, attempt, error };
    if (!isForGood(error, attempt, inbound)) {
      this.logger.warn('A message was not handled', fields);
      await delay(retryPauseMs(attempt), undefined, { signal: this.#closing.signal }).catch(() => undefined);
      channel.nack(message, false, true);
      return;
    }
    this.logger.error('A message is a dead letter: it failed for good', fields);
    await bury(channel, queue, message, attempt, failureText(error));
    channel.ack(message);
  }
}

/** With its reason; resolves when the broker has it. */
async function bury(
  channel: ConfirmChannel,
  queue: string,
  { content, fields, properties }: ConsumeMessage,
  attempts: number,
  error: string,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // A letter does not expire as its message would have, and is not refused for another's user.
  const { expiration: _expiration, userId: _userId, ...kept } = properties;
  const headers = {
    ...properties.headers,
    'x-gatehouse-error': error,
    'x-gatehouse-attempts': attempts,
    'x-gatehouse-queue': queue,
  };
  channel.publish(
    deadLettersOf(queue),
    fields.routingKey,
    content,
    { ...kept, headers, persistent: true, mandatory: true },
    (failure) => (failure ? reject(failure) : resolve()),
  );
  await promise;
}

function deadLettersOf(queue: string): string {
  return `${queue}.dead`;
}

/** Earlier ones, as a quorum queue counts them. */
function deliveriesOf({ properties: { headers } }: ConsumeMessage): number {
  return Number(headers?.['x-delivery-count'] ?? 0);
}

/** @throws UnreadableMessage for what is no JSON, or has no id. */
function parse({ content, fields: { routingKey }, properties }: ConsumeMessage): InboundMessage {
  const correlationId: unknown = properties.correlationId;
  return {
    ...parseMessage(content, properties.messageId),
    routingKey,
    correlationId: typeof correlationId === 'string' ? correlationId : null,
  };
}

import { randomUUID } from 'node:crypto';
import { type Channel, type ChannelModel, connect } from 'amqplib';
import { expect } from 'vitest';
import type { Inbound } from '#application/rabbitmq/inbound.js';
import type { ServiceContainer } from '#composition/container.js';
import { rabbitmqTokens } from '#composition/features/rabbitmq.tokens.js';
import type { StressedBroker, StressedService } from './broker-under-stress.js';
import { serviceInMemory } from './service-in-memory.js';

export interface Received {
  readonly id: string;
  readonly routingKey: string;
  readonly body: { readonly subject: string; readonly sequence: string };
  readonly contentType: string;
  readonly headers: Record<string, unknown>;
}

/** The service, in memory, on a broker, with exchanges of its own. */
export function serviceOn(
  url: string,
  options: { readonly inbounds?: readonly Inbound[]; readonly env?: Record<string, string> } = {},
) {
  const prefix = `test-${randomUUID()}`;
  const service = serviceInMemory(
    { RABBITMQ_URL: url, RABBITMQ_PREFIX: prefix, ...options.env },
    (wiring) => {
      for (const inbound of options.inbounds ?? []) {
        wiring.contribute('inbound', inbound.queue, () => inbound, []);
      }
    },
  );
  return { ...service, prefix, exchange: `${prefix}.events`, unrouted: `${prefix}.unrouted` };
}

/** Resolves when it is connected, and everything is set up. */
export async function connected(container: ServiceContainer): Promise<void> {
  await container.get(rabbitmqTokens.publisher);
  const link = await container.get(rabbitmqTokens.link);
  link.start();
  await expect.poll(() => link.isUp).toBe(true);
}

export interface TestClient {
  readonly connection: ChannelModel;
  readonly channel: Channel;
  close(): Promise<void>;
}

export async function clientOf(url: string): Promise<TestClient> {
  const connection = await connect(url);
  connection.on('error', () => undefined);
  const channel = await connection.createChannel();
  channel.on('error', () => undefined);
  return { connection, channel, close: () => connection.close().catch(() => undefined) };
}

/** All that a queue has, in its order. */
export async function contentsOf(channel: Channel, queue: string): Promise<readonly Received[]> {
  const received: Received[] = [];
  for (;;) {
    const message = await channel.get(queue, { noAck: true });
    if (message === false) return received;
    received.push({
      id: message.properties.messageId,
      routingKey: message.fields.routingKey,
      body: JSON.parse(message.content.toString() || 'null'),
      contentType: message.properties.contentType,
      headers: message.properties.headers ?? {},
    });
  }
}

/** What `publishWhile` wants of it. */
export function stressedRabbit({ url }: { readonly url: string }): StressedService {
  const service = serviceOn(url, { env: { EVENTS_POLL_INTERVAL_MS: '100', ...impatient } });
  return {
    subscription: 'rabbitmq',
    service,
    async connected() {
      await connected(service.container);
      await keepAll(url, service.exchange);
    },
    delivered: () => drained(url),
  };
}

/** What `appendFor` wants of it, and the settings of those that publish. */
export function publishedRabbit({ url }: { readonly url: string }) {
  const env = { RABBITMQ_URL: url, RABBITMQ_PREFIX: `test-${randomUUID()}`, ...impatient };
  return {
    env,
    async broker(): Promise<StressedBroker> {
      await keepAll(url, `${env.RABBITMQ_PREFIX}.events`);
      return { subscription: 'rabbitmq', delivered: () => drained(url) };
    },
  };
}

const impatient = { RABBITMQ_CONFIRM_TIMEOUT_SECONDS: '1' };

/** In a queue, from now on. */
async function keepAll(url: string, exchange: string): Promise<void> {
  const { channel, close } = await clientOf(url);
  await channel.assertQueue('all', { durable: true });
  await channel.purgeQueue('all');
  await channel.bindQueue('all', exchange, '#');
  await close();
}

async function drained(url: string): Promise<readonly Received[]> {
  const { channel, close } = await clientOf(url);
  const { messageCount } = await channel.checkQueue('all');
  const received: Received[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  await channel.consume(
    'all',
    (message) => {
      if (message === null) return;
      const { properties, fields, content } = message;
      received.push({
        id: properties.messageId,
        routingKey: fields.routingKey,
        body: JSON.parse(content.toString()),
        contentType: properties.contentType,
        headers: {},
      });
      if (received.length >= messageCount) resolve();
    },
    { noAck: true },
  );
  await promise;
  await close();
  return received;
}

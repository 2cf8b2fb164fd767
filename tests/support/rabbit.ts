import { randomUUID } from 'node:crypto';
import { type Channel, type ChannelModel, connect } from 'amqplib';
import { expect } from 'vitest';
import type { Inbound } from '#application/rabbitmq/inbound.js';
import type { ServiceContainer } from '#composition/container.js';
import type { Feature } from '#composition/define-feature.js';
import { rabbitmqTokens } from '#composition/features/rabbitmq.tokens.js';
import { platform } from '#composition/platform/platform.tokens.js';
import { composeService } from '#composition/service.js';
import { aRecordingLogger } from '#testing/loggers.js';
import { overriding } from '#testing/overriding.js';

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
  const logger = aRecordingLogger();
  const changes: Feature = overriding((wiring) => {
    wiring.replace(platform.logger, () => logger, []);
    for (const inbound of options.inbounds ?? []) {
      wiring.contribute('inbound', inbound.queue, () => inbound, []);
    }
  });
  const container: ServiceContainer = composeService({
    environment: {
      NODE_ENV: 'test',
      STORAGE: 'memory',
      RABBITMQ_URL: url,
      RABBITMQ_PREFIX: prefix,
      ...options.env,
    },
    features: [changes],
  });
  return { container, logger, prefix, exchange: `${prefix}.events`, unrouted: `${prefix}.unrouted` };
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

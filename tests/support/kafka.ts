import { randomUUID } from 'node:crypto';
import { Admin, Consumer, Producer, stringDeserializers, stringSerializers } from '@platformatic/kafka';
import { expect } from 'vitest';
import type { KafkaInbound } from '#application/kafka/inbound.js';
import type { ServiceContainer } from '#composition/container.js';
import { kafkaTokens } from '#composition/features/kafka.tokens.js';
import type { StressedBroker, StressedService } from './broker-under-stress.js';
import { serviceInMemory } from './service-in-memory.js';

export interface Received {
  readonly id: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: records of every shape
  readonly body: any;
  readonly timestamp: number;
  readonly partition: number;
}

/** The service, in memory, on a broker, with a topic of its own. */
export function serviceOn(
  broker: string,
  options: { readonly inbounds?: readonly KafkaInbound[]; readonly env?: Record<string, string> } = {},
) {
  const topic = `test-${randomUUID()}`;
  const service = serviceInMemory({ KAFKA_BROKERS: broker, KAFKA_TOPIC: topic, ...options.env }, (wiring) => {
    for (const inbound of options.inbounds ?? []) {
      wiring.contribute('kafka inbound', inbound.topic, () => inbound, []);
    }
  });
  return { ...service, topic };
}

/** Resolves when it is connected, and its topic is there. */
export async function connected(container: ServiceContainer): Promise<void> {
  const link = await container.get(kafkaTokens.link);
  link.start();
  await expect.poll(() => link.isUp).toBe(true);
}

/** All that a topic has, partition by partition. */
export async function contentsOf(broker: string, topic: string): Promise<readonly Received[]> {
  const consumer = new Consumer({
    ...optionsOf(broker),
    groupId: `test-${randomUUID()}`,
    deserializers: stringDeserializers,
  });
  const received: Received[] = [];
  try {
    const ends = (await consumer.listOffsets({ topics: [topic], timestamp: -1n })).get(topic) ?? [];
    const begins = (await consumer.listOffsets({ topics: [topic], timestamp: -2n })).get(topic) ?? [];
    const count = ends.reduce((sum, end, index) => sum + Number(end - (begins[index] ?? 0n)), 0);
    if (count === 0) return received;
    const stream = await consumer.consume({
      topics: [topic],
      mode: 'earliest',
      autocommit: false,
      maxWaitTime: 100,
    });
    for await (const { key, value, headers, timestamp, partition } of stream) {
      const texts = Object.fromEntries(headers);
      received.push({
        id: texts.ce_id ?? '',
        key,
        headers: texts,
        body: JSON.parse(value || 'null'),
        timestamp: Number(timestamp),
        partition,
      });
      if (received.length >= count) break;
    }
  } finally {
    await closed(consumer);
  }
  return received.toSorted((one, other) => one.partition - other.partition);
}

/** Publishes to topics, and looks after them. */
export function clientOf(broker: string) {
  const producer = new Producer({ ...optionsOf(broker), serializers: stringSerializers, idempotent: true });
  const admin = new Admin(optionsOf(broker));
  return {
    admin,
    send: (topic: string, value: string, headers: Record<string, string> = {}, key = 'a key') =>
      producer.send({ messages: [{ topic, key, value, headers }] }),
    async close(topics: readonly string[]): Promise<void> {
      for (const topic of topics) await admin.deleteTopics({ topics: [topic] }).catch(() => undefined);
      await producer.close();
      await admin.close();
    },
  };
}

/** What `publishWhile` wants of it. */
export function stressedKafka({ broker }: { readonly broker: string }): StressedService {
  const service = serviceOn(broker, { env: { EVENTS_POLL_INTERVAL_MS: '100', ...impatient } });
  return {
    ...topicOf(broker, service.topic),
    service,
    connected: () => connected(service.container),
  };
}

/** What `appendFor` wants of it, and the settings of those that publish. */
export function publishedKafka({ broker }: { readonly broker: string }) {
  const topic = `test-${randomUUID()}`;
  return {
    env: { KAFKA_BROKERS: broker, KAFKA_TOPIC: topic, ...impatient },
    broker: async () => topicOf(broker, topic),
  };
}

const impatient = { KAFKA_ACK_TIMEOUT_SECONDS: '1' };

function topicOf(broker: string, topic: string): StressedBroker {
  return { subscription: 'kafka', delivered: () => contentsOf(broker, topic) };
}

function optionsOf(broker: string) {
  return { clientId: 'tests', bootstrapBrokers: [broker] };
}

function closed(consumer: Consumer<string, string, string, string>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  consumer.close(true, () => resolve());
  return promise;
}

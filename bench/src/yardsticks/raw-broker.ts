import { setTimeout as delay } from 'node:timers/promises';
import { productPackage } from '../paths.ts';
import { ready } from './serve.ts';

export interface BrokerTask {
  readonly broker: 'rabbitmq' | 'kafka';
  readonly address: string;
  /** Before `.events`, where the service publishes. */
  readonly name: string;
  /** Until the service has made what it publishes to; publish there; remove it. */
  readonly task: 'await' | 'publish' | 'remove';
  readonly count: number;
}

type Task = Omit<BrokerTask, 'broker' | 'task'>;

const batchSize = 500;
const watchMs = 50;
/** About as long as an event of the service. */
const value = Buffer.from(JSON.stringify({ specversion: '1.0', data: 'x'.repeat(600) }));

/** @returns how many a second. */
async function publish(count: number, send: (batch: number) => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  for (let sent = 0; sent < count; sent += batchSize) await send(Math.min(batchSize, count - sent));
  return count / ((performance.now() - begin) / 1000);
}

const rabbitmq = {
  /** With a queue of the bench's own for all. */
  async await({ address, name }: Task): Promise<void> {
    const { connect } = productPackage<typeof import('amqplib')>('amqplib');
    const connection = await connect(address);
    for (;;) {
      const channel = await connection.createChannel();
      channel.on('error', () => undefined);
      const isThere = await channel.checkExchange(`${name}.events`).then(
        () => true,
        () => false,
      );
      if (isThere) {
        await channel.assertQueue(name, { durable: true });
        await channel.bindQueue(name, `${name}.events`, '#');
        break;
      }
      await delay(watchMs);
    }
    await connection.close();
  },

  async publish({ address, name, count }: Task): Promise<number> {
    const { connect } = productPackage<typeof import('amqplib')>('amqplib');
    const connection = await connect(address);
    const channel = await connection.createConfirmChannel();
    const perSecond = await publish(count, (batch) => {
      for (let index = 0; index < batch; index += 1) {
        channel.publish(`${name}.events`, 'session.opened', value, { persistent: true });
      }
      return channel.waitForConfirms();
    });
    await connection.close();
    return perSecond;
  },

  async remove({ address, name }: Task): Promise<void> {
    const { connect } = productPackage<typeof import('amqplib')>('amqplib');
    const connection = await connect(address);
    const channel = await connection.createChannel();
    for (const queue of [name, `${name}.unrouted`]) await channel.deleteQueue(queue);
    for (const exchange of [`${name}.events`, `${name}.unrouted`]) await channel.deleteExchange(exchange);
    await connection.close();
  },
};

type KafkaClient = typeof import('@platformatic/kafka');

function kafkaOptions(address: string) {
  return { clientId: 'bench', bootstrapBrokers: address.split(',') };
}

const kafka = {
  async await({ address, name }: Task): Promise<void> {
    const { Admin } = productPackage<KafkaClient>('@platformatic/kafka');
    const admin = new Admin(kafkaOptions(address));
    while (!(await admin.listTopics()).includes(`${name}.events`)) await delay(watchMs);
    await admin.close();
  },

  async publish({ address, name, count }: Task): Promise<number> {
    const { Producer } = productPackage<KafkaClient>('@platformatic/kafka');
    const producer = new Producer({ ...kafkaOptions(address), idempotent: true });
    const perSecond = await publish(count, (batch) =>
      producer.send({
        messages: Array.from({ length: batch }, (_, index) => ({
          topic: `${name}.events`,
          key: Buffer.from(`key ${index}`),
          value,
        })),
      }),
    );
    await producer.close();
    return perSecond;
  },

  async remove({ address, name }: Task): Promise<void> {
    const { Admin } = productPackage<KafkaClient>('@platformatic/kafka');
    const admin = new Admin(kafkaOptions(address));
    await admin.deleteTopics({ topics: [`${name}.events`] });
    await admin.close();
  },
};

ready(async ({ broker, task, ...rest }: BrokerTask) => {
  const perSecond = await { rabbitmq, kafka }[broker][task](rest);
  return { perSecond: perSecond ?? 0 };
});

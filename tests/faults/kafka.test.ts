import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kafkaTokens } from '#composition/features/kafka.tokens.js';
import { composeService } from '#composition/service.js';
import { appendFor, publishWhile, type Stressed } from '../support/broker-under-stress.js';
import { clientOf, publishedKafka, serviceOn, stressedKafka } from '../support/kafka.js';
import { Cluster } from './support/cluster.js';
import { KafkaServer } from './support/kafka-server.js';
import { PostgresServer } from './support/postgres-server.js';
import { installed } from './support/program.js';
import { until } from './support/until.js';

const program = installed('TEST_KAFKA_PROGRAM');
const encryptionKey = Buffer.alloc(32, 'kafka').toString('base64');

describe.skipIf(program === null)('Kafka', () => {
  let kafka: KafkaServer;
  beforeAll(async () => {
    kafka = await KafkaServer.start(program?.() ?? '');
  });
  afterAll(() => kafka?.remove());

  const kill = async () => {
    await kafka.stop('SIGKILL');
    await kafka.start();
  };

  it('stopped, killed and frozen misses none of 10,000 events', async ({ annotate }) => {
    const stop = async ({ noticed }: Stressed) => {
      await kafka.stop('SIGTERM');
      await noticed();
      await kafka.start();
    };
    const freeze = async ({ noticed, othersGoOn }: Stressed) => {
      kafka.signal('SIGSTOP');
      await noticed()
        .then(othersGoOn)
        .finally(() => kafka.signal('SIGCONT'));
    };
    const faults = [stop, kill, freeze, kill, freeze];
    const { duplicates } = await publishWhile(stressedKafka(kafka), 10_000, faults);
    await annotate(`${duplicates} of 10,000 came twice`);
  }, 300_000);

  it('and instances killed meanwhile miss none of 10,000 events either', async ({ annotate }) => {
    const postgres = await PostgresServer.start();
    const published = publishedKafka(kafka);
    const database = { DATABASE_URL: postgres.url(), ENCRYPTION_KEY: encryptionKey };
    const cluster = await Cluster.start({ env: { ...database, ...published.env } });
    const appender = composeService({
      environment: { NODE_ENV: 'test', EVENTS_ENABLED: 'false', ...database },
    });
    try {
      const killOne = async (round: number) => {
        const victim = cluster.instances[round % 2];
        await victim?.stop('SIGKILL');
        await victim?.start();
      };
      const frozen = async (during: () => Promise<void>) => {
        kafka.signal('SIGSTOP');
        await during().finally(() => kafka.signal('SIGCONT'));
      };
      const { duplicates } = await appendFor(published, appender, 10_000, [
        () => Promise.all([kill(), killOne(0)]).then(() => undefined),
        () => frozen(() => killOne(1)),
        async () => {
          await kafka.stop('SIGTERM');
          await killOne(2);
          await kafka.start();
        },
        () => Promise.all([kill(), killOne(3)]).then(() => undefined),
        () => frozen(() => killOne(4)),
      ]);
      await annotate(`${duplicates} of 10,000 came twice`);
    } finally {
      await appender.close();
      await cluster.stop();
      await postgres.remove();
    }
  }, 300_000);

  it('killed, frozen and stopped has each inbound record handled once, in order', async () => {
    const handled: string[] = [];
    const topic = 'orders';
    const { container, logger } = serviceOn(kafka.broker, {
      env: { KAFKA_ACK_TIMEOUT_SECONDS: '1' },
      inbounds: [{ topic, group: 'shop', handle: async ({ id }) => void handled.push(id) }],
    });
    let sent = 0;
    const sendSome = async () => {
      const client = clientOf(kafka.broker);
      for (const end = sent + 100; sent < end; sent += 1)
        await client.send(topic, '{}', { ce_id: idOf(sent) });
      await client.close([]);
    };
    const allHandled = () => until('all are handled', () => handled.length >= sent, 60_000);
    try {
      (await container.get(kafkaTokens.consumers)).start();
      (await container.get(kafkaTokens.link)).start();
      await until('the topic is there', async () => {
        const client = clientOf(kafka.broker);
        const topics = await client.admin.listTopics();
        await client.close([]);
        return topics.includes(topic);
      });
      await sendSome();
      await kill();
      await sendSome();
      await allHandled();
      kafka.signal('SIGSTOP');
      const isUnanswered = () =>
        logger.records.some(({ fields }) => String(fields.error).includes('not answered'));
      await until('it is missed', isUnanswered).finally(() => kafka.signal('SIGCONT'));
      await sendSome();
      await kafka.stop('SIGTERM');
      await kafka.start();
      await allHandled();
      expect(handled).toEqual(Array.from({ length: 300 }, (_, index) => idOf(index)));
    } finally {
      await container.close();
    }
  }, 180_000);
});

function idOf(index: number): string {
  return String(index).padStart(3, '0');
}

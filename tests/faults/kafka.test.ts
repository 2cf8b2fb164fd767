import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kafkaTokens } from '#composition/features/kafka.tokens.js';
import { publishWhile } from '../support/broker-under-stress.js';
import { clientOf, publishedKafka, serviceOn, stressedKafka } from '../support/kafka.js';
import { publishWhileAllFail } from './support/broker-and-instances.js';
import { KafkaServer } from './support/kafka-server.js';
import { installed } from './support/program.js';
import { until } from './support/until.js';

const program = installed('TEST_KAFKA_PROGRAM');

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

  it('frozen holds no other subscription up', async () => {
    await publishWhile(stressedKafka(kafka), 100, [
      async ({ noticed, othersGoOn }) => {
        kafka.signal('SIGSTOP');
        await noticed()
          .then(othersGoOn)
          .finally(() => kafka.signal('SIGCONT'));
      },
    ]);
  });

  it('and instances killed, frozen and stopped miss no event', async () => {
    console.log('Kafka:', await publishWhileAllFail(kafka, publishedKafka(kafka)));
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

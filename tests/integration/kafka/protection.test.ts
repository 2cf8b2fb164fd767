import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kafkaTokens } from '#composition/features/kafka.tokens.js';
import { KafkaServer } from '../../faults/support/kafka-server.js';
import { installed } from '../../faults/support/program.js';
import { makeCertificate } from '../../support/certificate.js';
import { connected, serviceOn } from '../../support/kafka.js';

const program = installed('TEST_KAFKA_PROGRAM');
const [username, password] = ['gatehouse', 'a-long-random-one'];

describe.skipIf(program === null)('a Kafka behind TLS and a password', () => {
  const certificate = makeCertificate();
  let kafka: KafkaServer;
  beforeAll(async () => {
    kafka = await KafkaServer.start(program?.() ?? '', { certificate, username, password });
  });
  afterAll(() => kafka?.remove());

  const on = (env: Record<string, string>) =>
    serviceOn(kafka.secureBroker, {
      env: {
        KAFKA_TLS: 'true',
        KAFKA_CA: certificate.cert,
        KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512',
        KAFKA_USERNAME: username,
        KAFKA_PASSWORD: password,
        ...env,
      },
    });

  it.each(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'])('takes who signs in by %s', async (mechanism) => {
    const { container } = on({ KAFKA_SASL_MECHANISM: mechanism });
    await connected(container);
    await container.close();
  });

  it.each([
    ['whose password is wrong', { KAFKA_PASSWORD: 'another-long-one' }, 'SASL_AUTHENTICATION_FAILED'],
    ['who does not know its certificate', { KAFKA_CA: makeCertificate().cert }, 'SELF_SIGNED'],
  ])(
    'is not used by one %s, which is told without the secret',
    async (_, env, reason) => {
      const { container, logger } = on(env);
      const link = await container.get(kafkaTokens.link);
      link.start();
      const told = () => logger.records.find(({ message }) => message.startsWith('Kafka is not connected'));
      await expect.poll(told).toMatchObject({
        level: 'warn',
        fields: { error: expect.stringContaining(reason) },
      });
      expect(link.isUp).toBe(false);
      await container.close();
      const { KAFKA_PASSWORD = password } = env as { KAFKA_PASSWORD?: string };
      expect(JSON.stringify(logger.records)).not.toContain(KAFKA_PASSWORD);
    },
    60_000,
  );
});

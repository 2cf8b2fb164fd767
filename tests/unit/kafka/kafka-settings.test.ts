import { describe, expect, it } from 'vitest';
import { contributed } from '#composition/contributions.js';
import { kafkaTokens } from '#composition/features/kafka.tokens.js';
import { composeService } from '#composition/service.js';
import { overriding } from '#testing/overriding.js';

const compose = (environment: Record<string, string>) =>
  composeService({ environment: { NODE_ENV: 'test', STORAGE: 'memory', ...environment } });

describe('the settings of Kafka', () => {
  it('make a subscription where there are brokers, which connects to nothing before it is needed', async () => {
    const names = async (environment: Record<string, string>) => {
      const container = compose(environment);
      const subscriptions = await container.get(contributed.subscriptions);
      await container.close();
      return subscriptions.map(({ name }) => name);
    };
    expect(await names({})).not.toContain('kafka');
    expect(await names({ KAFKA_BROKERS: '127.0.0.1:1' })).toContain('kafka');
  });

  it('leave readiness alone while Kafka is away', async () => {
    const container = compose({ KAFKA_BROKERS: '127.0.0.1:1' });
    const checks = await container.get(contributed.healthChecks);
    const check = checks.find(({ name }) => name === 'kafka');
    expect(await check?.check()).toBe('up');
    (await container.get(kafkaTokens.link)).start();
    expect(await check?.check()).toBe('busy');
    await container.close();
  });

  it.each(['somewhere', 'here:9092,other', 'kafka://kafka:9092', 'user:secret@kafka:9092', 'kafka:99999'])(
    'refuse %s, without repeating it',
    (brokers) => {
      expect(() => compose({ KAFKA_BROKERS: brokers })).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining(brokers) }),
      );
    },
  );

  it.each(['a topic', '..', 'x'.repeat(250)])('refuse the topic %s', (topic) => {
    expect(() => compose({ KAFKA_BROKERS: 'kafka:9092', KAFKA_TOPIC: topic })).toThrow('KAFKA_TOPIC');
  });

  it.each([
    { KAFKA_SASL_MECHANISM: 'PLAIN' },
    { KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512', KAFKA_USERNAME: 'gatehouse' },
    { KAFKA_USERNAME: 'gatehouse', KAFKA_PASSWORD: 'a-secret' },
  ])('refuse half of what it takes to sign in: %o', (half) => {
    expect(() => compose({ KAFKA_BROKERS: 'kafka:9092', ...half })).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(/^(?!.*a-secret).*belong together/),
      }),
    );
  });

  it('refuse other machines without TLS in production, unless that is allowed', () => {
    const production = (more: Record<string, string>) => () =>
      composeService({ environment: { NODE_ENV: 'production', ...more } });
    const complaint = /KAFKA_BROKERS/;
    for (const brokers of ['kafka:9092', '127.0.0.1:9092, kafka:9092']) {
      expect(production({ KAFKA_BROKERS: brokers })).toThrow(complaint);
    }
    for (const more of [
      { KAFKA_BROKERS: 'kafka:9093', KAFKA_TLS: 'true' },
      { KAFKA_BROKERS: '127.0.0.1:9092, [::1]:9092' },
      { KAFKA_BROKERS: 'kafka:9092', KAFKA_ALLOW_INSECURE: 'true' },
    ]) {
      // Other settings are missing.
      expect(production(more)).toThrow(
        expect.objectContaining({ message: expect.not.stringMatching(complaint) }),
      );
    }
  });

  it('are demanded by inbound records', async () => {
    const inbound = { topic: 'orders', group: 'shop', handle: async () => {} };
    const container = composeService({
      environment: { NODE_ENV: 'test', STORAGE: 'memory' },
      features: [overriding((wiring) => wiring.contribute('kafka inbound', 'orders', () => inbound, []))],
    });
    const steps = await container.get(contributed.firstStartSteps);
    const run = async () => {
      for (const step of steps) await step.run(() => undefined);
    };
    await expect(run()).rejects.toThrow('set KAFKA_BROKERS');
    await container.close();
  });
});

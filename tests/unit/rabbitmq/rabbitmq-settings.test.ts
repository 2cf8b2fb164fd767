import { describe, expect, it } from 'vitest';
import { contributed } from '#composition/contributions.js';
import { rabbitmqTokens } from '#composition/features/rabbitmq.tokens.js';
import { composeService } from '#composition/service.js';
import { overriding } from '#testing/overriding.js';

const compose = (environment: Record<string, string>) =>
  composeService({ environment: { NODE_ENV: 'test', STORAGE: 'memory', ...environment } });

describe('the settings of RabbitMQ', () => {
  it('make a subscription where there is a URL, which connects to nothing before it is needed', async () => {
    const names = async (environment: Record<string, string>) => {
      const container = compose(environment);
      const subscriptions = await container.get(contributed.subscriptions);
      await container.close();
      return subscriptions.map(({ name }) => name);
    };
    expect(await names({})).not.toContain('rabbitmq');
    expect(await names({ RABBITMQ_URL: 'amqp://127.0.0.1:1' })).toContain('rabbitmq');
  });

  it('leave readiness alone while RabbitMQ is away', async () => {
    const container = compose({ RABBITMQ_URL: 'amqp://127.0.0.1:1' });
    const checks = await container.get(contributed.healthChecks);
    const check = checks.find(({ name }) => name === 'rabbitmq');
    (await container.get(rabbitmqTokens.link)).start();
    expect(await check?.check()).toBe('busy');
    await container.close();
  });

  it.each(['http://rabbitmq', 'rabbitmq:5672', 'amqp://'])('refuse %s, without repeating it', (url) => {
    expect(() => compose({ RABBITMQ_URL: url })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining(url) }),
    );
  });

  it('refuse another machine without TLS in production, unless that is allowed', () => {
    const production = (more: Record<string, string>) => () =>
      composeService({ environment: { NODE_ENV: 'production', ...more } });
    const complaint = /RABBITMQ_URL/;
    expect(production({ RABBITMQ_URL: 'amqp://u:p@rabbitmq' })).toThrow(complaint);
    for (const more of [
      { RABBITMQ_URL: 'amqps://u:p@rabbitmq' },
      { RABBITMQ_URL: 'amqp://u:p@127.0.0.1' },
      { RABBITMQ_URL: 'amqp://u:p@rabbitmq', RABBITMQ_ALLOW_INSECURE: 'true' },
    ]) {
      // Other settings are missing.
      expect(production(more)).toThrow(
        expect.objectContaining({ message: expect.not.stringMatching(complaint) }),
      );
    }
  });

  it('are demanded by inbound messages', async () => {
    const inbound = { queue: 'orders', exchange: 'shop', bindingKey: '#', handle: async () => {} };
    const container = composeService({
      environment: { NODE_ENV: 'test', STORAGE: 'memory' },
      features: [overriding((wiring) => wiring.contribute('inbound', 'orders', () => inbound, []))],
    });
    const steps = await container.get(contributed.firstStartSteps);
    const run = async () => {
      for (const step of steps) await step.run(() => undefined);
    };
    await expect(run()).rejects.toThrow('set RABBITMQ_URL');
    await container.close();
  });
});

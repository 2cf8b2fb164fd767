import { afterEach, describe, expect, it } from 'vitest';
import { systemContext } from '#application/shared/request-context.js';
import type { ServiceContainer } from '#composition/container.js';
import { contributed } from '#composition/contributions.js';
import { eventsTokens } from '#composition/features/events.tokens.js';
import { usersTokens } from '#composition/features/users.tokens.js';
import { platform } from '#composition/platform/platform.tokens.js';
import { Username } from '#domain/users/username.js';
import { aUser, registeredAt } from '../../support/builders/user.js';
import { clientOf, connected, contentsOf, serviceOn, type TestClient } from '../../support/rabbit.js';
import { serviceUrl } from '../services/service-url.js';

const url = serviceUrl('TEST_RABBITMQ_URL');

describe.skipIf(url === null)('events on RabbitMQ', () => {
  const open: { client: TestClient; container: ServiceContainer; names: readonly string[] }[] = [];
  afterEach(async () => {
    for (const { client, container, names } of open.splice(0)) {
      await container.close();
      for (const name of names) {
        await client.channel.deleteQueue(name);
        await client.channel.deleteExchange(name);
      }
      await client.close();
    }
  });

  const setUp = async () => {
    const service = serviceOn(url?.() ?? '');
    const client = await clientOf(url?.() ?? '');
    const { container, exchange, unrouted } = service;
    open.push({ client, container, names: [exchange, unrouted] });
    const runner = await container.get(eventsTokens.runner);
    await runner.drain();
    await connected(container);
    const register = async (requestId: string | null = null) => {
      const [users, unitOfWork] = [
        await container.get(usersTokens.repository),
        await container.get(platform.unitOfWork),
      ];
      const user = aUser();
      await unitOfWork.run({ ...systemContext, requestId, ip: '192.0.2.1' }, () => users.add(user));
      return user;
    };
    return {
      ...service,
      ...client,
      register,
      drain: () => runner.drain(),
      users: await container.get(usersTokens.repository),
    };
  };

  it('are CloudEvents under their type, once each and in order', async () => {
    const { channel, exchange, register, drain, container, users } = await setUp();
    const { queue } = await channel.assertQueue('', { exclusive: true });
    await channel.bindQueue(queue, exchange, 'user.#');
    const user = await register('request-7');
    const unitOfWork = await container.get(platform.unitOfWork);
    for (let count = 0; count < 50; count += 1) {
      user.rename(Username.parse(`renamed${count}`), registeredAt);
      await unitOfWork.run(systemContext, () => users.save(user));
    }
    await drain();
    const received = await contentsOf(channel, queue);
    expect(received).toHaveLength(51);
    expect(received[0]).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      routingKey: 'user.registered',
      contentType: 'application/cloudevents+json',
      headers: { 'x-correlation-id': 'request-7' },
      body: {
        specversion: '1.0',
        type: 'user.registered',
        subject: user.id,
        source: 'http://localhost:3000',
      },
    });
    expect(received[0]?.body).toHaveProperty('id', received[0]?.id);
    expect(JSON.stringify(received)).not.toContain('192.0.2.1');
    expect(new Set(received.map(({ id }) => id)).size).toBe(51);
    const sequences = received.map(({ body }) => body.sequence);
    expect(sequences).toEqual(sequences.toSorted());
  });

  it('are kept, and told of, where no queue is bound for them', async () => {
    const { channel, unrouted, register, drain, logger } = await setUp();
    const user = await register();
    await drain();
    expect(await contentsOf(channel, unrouted)).toMatchObject([{ body: { subject: user.id } }]);
    const warnings = logger.records.filter(({ message }) => message.includes('no queue is bound for'));
    expect(warnings).toMatchObject([{ level: 'warn', fields: { queue: unrouted, count: 1 } }]);
  });

  it('wait in the log, whatever becomes of their exchange', async () => {
    const { channel, exchange, register, drain, container } = await setUp();
    await channel.deleteExchange(exchange);
    await register();
    await drain();
    const desk = await container.get(eventsTokens.subscriptionDesk);
    const subscriptions = (await container.get(contributed.subscriptions)).filter(
      ({ name }) => name === 'rabbitmq',
    );
    const status = async () => (await desk.list(subscriptions)).find(({ name }) => name === 'rabbitmq');
    expect(await status()).toMatchObject({ lag: 1, attempts: 0, deadLetters: 0 });
    await expect
      .poll(async () => {
        await drain();
        return (await status())?.lag;
      })
      .toBe(0);
  });
});

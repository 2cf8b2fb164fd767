import { afterEach, describe, expect, it } from 'vitest';
import { systemContext } from '#application/shared/request-context.js';
import type { ServiceContainer } from '#composition/container.js';
import { contributed } from '#composition/contributions.js';
import { eventsTokens } from '#composition/features/events.tokens.js';
import { usersTokens } from '#composition/features/users.tokens.js';
import { platform } from '#composition/platform/platform.tokens.js';
import { Username } from '#domain/users/username.js';
import { aUser, registeredAt } from '../../support/builders/user.js';
import { clientOf, connected, contentsOf, serviceOn } from '../../support/kafka.js';
import { serviceUrl } from '../services/service-url.js';

const brokers = serviceUrl('TEST_KAFKA_BROKERS');

describe.skipIf(brokers === null)('events on Kafka', () => {
  const open: { container: ServiceContainer; client: ReturnType<typeof clientOf>; topic: string }[] = [];
  afterEach(async () => {
    for (const { container, client, topic } of open.splice(0)) {
      await container.close();
      await client.close([topic]);
    }
  });

  const setUp = async () => {
    const broker = brokers?.() ?? '';
    const service = serviceOn(broker, { env: { KAFKA_ACK_TIMEOUT_SECONDS: '1' } });
    const client = clientOf(broker);
    const { container, topic } = service;
    open.push({ container, client, topic });
    const runner = await container.get(eventsTokens.runner);
    await runner.drain();
    await connected(container);
    const [users, unitOfWork] = [
      await container.get(usersTokens.repository),
      await container.get(platform.unitOfWork),
    ];
    const register = async (requestId: string | null = null) => {
      const user = aUser();
      await unitOfWork.run({ ...systemContext, requestId, ip: '192.0.2.1' }, () => users.add(user));
      return user;
    };
    const rename = async (user: ReturnType<typeof aUser>, name: string) => {
      user.rename(Username.parse(name), registeredAt);
      await unitOfWork.run(systemContext, () => users.save(user));
    };
    const status = async () => {
      const desk = await container.get(eventsTokens.subscriptionDesk);
      const subscriptions = await container.get(contributed.subscriptions);
      return (await desk.list(subscriptions)).find(({ name }) => name === 'kafka');
    };
    const received = () => contentsOf(broker, topic);
    return { ...service, ...client, register, rename, drain: () => runner.drain(), received, status };
  };

  it('are CloudEvents under their subject, with their attributes in headers, once each and in order', async () => {
    const { register, rename, drain, received } = await setUp();
    const people = [await register('request-7'), await register()];
    for (let count = 0; count < 25; count += 1) {
      for (const [index, user] of people.entries()) await rename(user, `renamed${count}of${index}`);
    }
    await drain();
    const records = await received();
    expect(records).toHaveLength(52);
    const [user] = people;
    const first = records.find(({ key }) => key === user?.id);
    expect(first).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      headers: {
        'content-type': 'application/cloudevents+json; charset=UTF-8',
        'x-correlation-id': 'request-7',
        ce_id: first?.body.id,
        ce_specversion: '1.0',
        ce_type: 'user.registered',
        ce_source: 'http://localhost:3000',
        ce_subject: user?.id,
        ce_time: first?.body.time,
        ce_sequence: first?.body.sequence,
        ce_requestid: 'request-7',
      },
      body: {
        specversion: '1.0',
        type: 'user.registered',
        subject: user?.id,
        source: 'http://localhost:3000',
      },
    });
    expect(first?.timestamp).toBe(Date.parse(first?.body.time));
    expect(Object.keys(first?.headers ?? {})).not.toContain('ce_data');
    expect(JSON.stringify(records)).not.toContain('192.0.2.1');
    expect(new Set(records.map(({ id }) => id)).size).toBe(52);
    for (const { id } of people) {
      const own = records.filter(({ key }) => key === id);
      expect(own).toHaveLength(26);
      expect(new Set(own.map(({ partition }) => partition)).size).toBe(1);
      const sequences = own.map(({ body }) => body.sequence);
      expect(sequences).toEqual(sequences.toSorted());
    }
  });

  it('go to a topic that is made as the broker makes them, or was there before', async () => {
    const { admin, topic, register, drain, received } = await setUp();
    const { topics } = await admin.metadata({ topics: [topic] });
    expect(topics.get(topic)?.partitionsCount).toBe(3);
    const again = serviceOn(brokers?.() ?? '', { env: { KAFKA_TOPIC: topic } });
    await connected(again.container);
    await again.container.close();
    await register();
    await drain();
    expect(await received()).toHaveLength(1);
  });

  it('wait in the log, whatever becomes of their topic', async () => {
    const { admin, topic, register, drain, received, status } = await setUp();
    await admin.deleteTopics({ topics: [topic] });
    await register();
    await expect
      .poll(
        async () => {
          await drain();
          return (await status())?.lag;
        },
        { timeout: 60_000 },
      )
      .toBe(0);
    expect(await status()).toMatchObject({ attempts: 0, deadLetters: 0 });
    expect(await received()).toHaveLength(1);
  }, 90_000);

  it('that are too large for it are set aside, and hold up nobody', async () => {
    const { admin, topic, register, drain, received, status } = await setUp();
    await admin.incrementalAlterConfigs({
      resources: [
        {
          resourceType: 2,
          resourceName: topic,
          configs: [{ name: 'max.message.bytes', configOperation: 0, value: '100' }],
        },
      ],
    });
    await register();
    await expect
      .poll(
        async () => {
          await drain();
          return (await status())?.attempts;
        },
        { timeout: 30_000 },
      )
      .toBeGreaterThan(0);
    expect(await status()).toMatchObject({ lastError: expect.stringContaining('MESSAGE_TOO_LARGE') });
    expect(await received()).toHaveLength(0);
  }, 60_000);
});

import { randomUUID } from 'node:crypto';
import { ConfigResourceTypes } from '@platformatic/kafka';
import { afterEach, describe, expect, it } from 'vitest';
import type { KafkaInbound, KafkaInboundMessage } from '#application/kafka/inbound.js';
import { systemContext } from '#application/shared/request-context.js';
import type { ServiceContainer } from '#composition/container.js';
import { brokersTokens } from '#composition/features/brokers.tokens.js';
import { kafkaTokens } from '#composition/features/kafka.tokens.js';
import { platform } from '#composition/platform/platform.tokens.js';
import { clientOf, contentsOf, serviceOn } from '../../support/kafka.js';
import { serviceUrl } from '../services/service-url.js';

const brokers = serviceUrl('TEST_KAFKA_BROKERS');

describe.skipIf(brokers === null)('inbound records of Kafka', () => {
  const open: { containers: ServiceContainer[]; client: ReturnType<typeof clientOf>; topics: string[] }[] =
    [];
  afterEach(async () => {
    for (const { containers, client, topics } of open.splice(0)) {
      for (const container of containers) await container.close();
      await client.close(topics);
    }
  });

  const setUp = async (handle: KafkaInbound['handle'], maxAttempts = 3) => {
    const broker = brokers?.() ?? '';
    const topic = `test-${randomUUID()}`;
    const inbound: KafkaInbound = { topic, group: `group-${topic}`, maxAttempts, handle };
    const client = clientOf(broker);
    const containers: ServiceContainer[] = [];
    open.push({ containers, client, topics: [topic, `${topic}.dead-letters`] });
    const start = async () => {
      const { container } = serviceOn(broker, { inbounds: [inbound] });
      containers.push(container);
      (await container.get(kafkaTokens.consumers)).start();
      return container;
    };
    const container = await start();
    const isThere = async () => (await client.admin.listTopics()).includes(`${topic}.dead-letters`);
    await expect.poll(isThere).toBe(true);
    const send = (body: unknown, headers: Record<string, string> = { ce_id: randomUUID() }, key = 'a key') =>
      client.send(topic, typeof body === 'string' ? body : JSON.stringify(body), headers, key);
    const dead = () => contentsOf(broker, `${topic}.dead-letters`);
    /** Of all partitions, by the offsets that the group has committed. */
    const committed = async () => {
      const [group] = await client.admin.listConsumerGroupOffsets({ groups: [inbound.group] });
      const partitions = group?.topics.flatMap((each) => each.partitions) ?? [];
      return partitions.reduce((sum, { committedOffset }) => sum + Math.max(0, Number(committedOffset)), 0);
    };
    return { ...client, container, start, topic, group: inbound.group, send, dead, committed };
  };

  it('are handled, with what they were published with', async () => {
    const handled: KafkaInboundMessage[] = [];
    const { send, topic, committed } = await setUp(async (message) => void handled.push(message));
    await send({ order: 1 }, { ce_id: 'message-1', 'x-correlation-id': 'request-1' });
    await send({ id: 'message-2', order: 2 }, {});
    await expect.poll(() => handled.length).toBe(2);
    expect(handled).toEqual([
      {
        id: 'message-1',
        topic,
        key: 'a key',
        headers: { ce_id: 'message-1', 'x-correlation-id': 'request-1' },
        body: { order: 1 },
        correlationId: 'request-1',
      },
      {
        id: 'message-2',
        topic,
        key: 'a key',
        headers: {},
        body: { id: 'message-2', order: 2 },
        correlationId: null,
      },
    ]);
    await expect.poll(committed).toBe(2);
  });

  it('have their effect once, however often they are delivered', async () => {
    const handled: string[] = [];
    const { send, committed } = await setUp(async ({ id }) => void handled.push(id));
    for (let count = 0; count < 20; count += 1) await send({}, { ce_id: 'the-same' }, `key ${count}`);
    await send({}, { ce_id: 'the-last' });
    await expect.poll(committed).toBe(21);
    expect(handled.toSorted()).toEqual(['the-last', 'the-same']);
  });

  it('come in order under one key, and are tried again before the next', async () => {
    const attempts: string[] = [];
    const { send, dead, committed } = await setUp(async ({ id }) => {
      attempts.push(id);
      if (id === '3' && attempts.length < 5) throw new Error('not yet');
    });
    for (let count = 1; count <= 5; count += 1) await send({}, { ce_id: String(count) });
    await expect.poll(committed).toBe(5);
    expect(attempts).toEqual(['1', '2', '3', '3', '3', '4', '5']);
    expect(await dead()).toEqual([]);
  });

  it('end in the dead-letter topic, with the error and without secrets, after a bounded number of attempts, and block nobody', async () => {
    const handled: string[] = [];
    let attempts = 0;
    const { send, topic, group, dead, committed } = await setUp(async ({ id }) => {
      if (id !== 'poison') return void handled.push(id);
      attempts += 1;
      throw new TypeError('postgres://user:secret@host');
    });
    await send({ poison: true }, { ce_id: 'poison', from: 'a test' });
    await send({}, { ce_id: 'behind it' });
    await expect.poll(committed).toBe(2);
    expect(handled).toEqual(['behind it']);
    expect(attempts).toBe(3);
    expect(await dead()).toMatchObject([
      {
        id: 'poison',
        key: 'a key',
        body: { poison: true },
        headers: {
          from: 'a test',
          'x-gatehouse-error': 'TypeError',
          'x-gatehouse-attempts': '3',
          'x-gatehouse-group': group,
          'x-gatehouse-source': expect.stringMatching(new RegExp(`^${topic}/\\d/0$`)),
        },
      },
    ]);
  });

  it('that cannot be read are dead at once', async () => {
    let attempts = 0;
    const { send, dead, committed } = await setUp(async () => {
      attempts += 1;
    });
    await send('null', {});
    await expect.poll(committed).toBe(1);
    expect(attempts).toBe(0);
    expect((await dead())[0]?.headers['x-gatehouse-error']).toContain('no id');
  });

  it('whose dead letter the broker takes for too large leave their reason there, and block nobody', async () => {
    const handled: string[] = [];
    const { send, topic, admin, dead, committed } = await setUp(async ({ id }) => void handled.push(id));
    await admin.alterConfigs({
      resources: [
        {
          resourceType: ConfigResourceTypes.TOPIC,
          resourceName: `${topic}.dead-letters`,
          configs: [{ name: 'max.message.bytes', value: '1000' }],
        },
      ],
    });
    await send(`no JSON ${'x'.repeat(2_000)}`, {});
    await send({}, { ce_id: 'behind it' });
    await expect.poll(committed).toBe(2);
    expect(handled).toEqual(['behind it']);
    expect(await dead()).toMatchObject([
      {
        body: null,
        headers: {
          'x-gatehouse-error': expect.stringContaining('not JSON'),
          'x-gatehouse-omitted': 'key, value and headers',
          'x-gatehouse-source': expect.stringMatching(new RegExp(`^${topic}/\\d/0$`)),
        },
      },
    ]);
  });

  it('that end the process end in the dead-letter topic too, after a bounded number of times', async () => {
    const handled: string[] = [];
    const { send, container, topic, group, dead, committed } = await setUp(async ({ id }) => {
      handled.push(id);
    });
    const begun = await container.get(brokersTokens.begun);
    const unitOfWork = await container.get(platform.unitOfWork);
    // As processes have left it that ended while they handled it: three attempts, and ten more.
    await unitOfWork.run(systemContext, async () => {
      for (const partition of [0, 1, 2]) {
        for (let times = 0; times < 13; times += 1)
          await begun.begin(`kafka:${topic} ${group}`, `${partition}/0`);
      }
    });
    await send({}, { ce_id: 'deadly' });
    await send({}, { ce_id: 'behind it' });
    await expect.poll(committed).toBe(2);
    expect(handled).toEqual(['behind it']);
    expect(await dead()).toMatchObject([
      {
        id: 'deadly',
        headers: {
          'x-gatehouse-error': expect.stringContaining('ended'),
          'x-gatehouse-attempts': '13',
        },
      },
    ]);
  });

  it('are taken over by another instance when one stops, which finishes what it has in hand', async () => {
    const handled: string[] = [];
    const gate = Promise.withResolvers<void>();
    const { send, container, start, committed } = await setUp(async ({ id }) => {
      handled.push(id);
      if (id === 'first') await gate.promise;
    });
    await send({}, { ce_id: 'first' });
    await expect.poll(() => handled).toEqual(['first']);
    const closing = container.close();
    gate.resolve();
    await closing;
    expect(await committed()).toBe(1);
    await send({}, { ce_id: 'second' });
    await start();
    await expect.poll(committed).toBe(2);
    expect(handled).toEqual(['first', 'second']);
  });
});

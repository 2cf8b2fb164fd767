import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { Inbound, InboundMessage } from '#application/rabbitmq/inbound.js';
import type { ServiceContainer } from '#composition/container.js';
import { rabbitmqTokens } from '#composition/features/rabbitmq.tokens.js';
import { clientOf, contentsOf, serviceOn, type TestClient } from '../../support/rabbit.js';
import { serviceUrl } from '../services/service-url.js';

const url = serviceUrl('TEST_RABBITMQ_URL');

describe.skipIf(url === null)('inbound messages of RabbitMQ', () => {
  const open: { client: TestClient; container: ServiceContainer; inbound: Inbound }[] = [];
  afterEach(async () => {
    for (const { client, container, inbound } of open.splice(0)) {
      await container.close();
      for (const name of [inbound.queue, `${inbound.queue}.dead`]) await client.channel.deleteQueue(name);
      for (const name of [inbound.exchange, `${inbound.queue}.dead`])
        await client.channel.deleteExchange(name);
      await client.close();
    }
  });

  const setUp = async (handle: Inbound['handle'], maxAttempts = 3) => {
    const name = `test-${randomUUID()}`;
    const inbound: Inbound = {
      queue: name,
      exchange: `${name}.in`,
      bindingKey: 'order.*',
      maxAttempts,
      handle,
    };
    const service = serviceOn(url?.() ?? '', { inbounds: [inbound] });
    const client = await clientOf(url?.() ?? '');
    open.push({ client, container: service.container, inbound });
    (await service.container.get(rabbitmqTokens.consumers)).start();
    const isConsumed = async () => {
      // A channel is closed when it asks for a queue that is not there.
      const asking = await client.connection.createChannel();
      asking.on('error', () => undefined);
      const count = await asking.checkQueue(name).then(
        ({ consumerCount }) => consumerCount,
        () => 0,
      );
      await asking.close().catch(() => undefined);
      return count;
    };
    await expect.poll(isConsumed).toBe(1);
    const send = (body: unknown, properties: object = { messageId: randomUUID() }, key = 'order.placed') =>
      client.channel.publish(
        inbound.exchange,
        key,
        Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
        properties,
      );
    const dead = () => contentsOf(client.channel, `${name}.dead`);
    return { ...service, ...client, send, dead, queue: name };
  };

  it('are handled, with what they were published with', async () => {
    const handled: InboundMessage[] = [];
    const { send } = await setUp(async (message) => void handled.push(message));
    send({ order: 1 }, { messageId: 'message-1', correlationId: 'request-1' });
    send({ order: 2 }, { messageId: 'message-2' }, 'other.key');
    send({ id: 'message-3', order: 3 }, {});
    await expect.poll(() => handled.length).toBe(2);
    expect(handled.toSorted((one, other) => (one.id < other.id ? -1 : 1))).toEqual([
      { id: 'message-1', routingKey: 'order.placed', body: { order: 1 }, correlationId: 'request-1' },
      {
        id: 'message-3',
        routingKey: 'order.placed',
        body: { id: 'message-3', order: 3 },
        correlationId: null,
      },
    ]);
  });

  it('have their effect once, however often they are delivered', async () => {
    const handled: string[] = [];
    const { send, channel, queue } = await setUp(async ({ id }) => void handled.push(id));
    for (let count = 0; count < 20; count += 1) send({}, { messageId: 'the-same' });
    send({}, { messageId: 'the-last' });
    await expect.poll(() => handled.includes('the-last')).toBe(true);
    await expect.poll(async () => (await channel.checkQueue(queue)).messageCount).toBe(0);
    expect(handled.filter((id) => id === 'the-same')).toHaveLength(1);
  });

  it('are tried again, and are handled by the attempt that succeeds', async () => {
    const attempts: string[] = [];
    const { send, dead } = await setUp(async ({ id }) => {
      attempts.push(id);
      if (attempts.length < 3) throw new Error('not yet');
    });
    send({}, { messageId: 'late' });
    await expect.poll(() => attempts.length).toBe(3);
    expect(await dead()).toEqual([]);
  });

  it('end in the dead-letter queue, with the error and without secrets, after a bounded number of attempts', async () => {
    let attempts = 0;
    const { send, channel, queue, dead } = await setUp(async () => {
      attempts += 1;
      throw new TypeError('postgres://user:secret@host');
    });
    send({ poison: true }, { messageId: 'poison', headers: { from: 'a test' } });
    const waiting = async () => (await channel.checkQueue(`${queue}.dead`)).messageCount;
    await expect.poll(waiting).toBe(1);
    expect(attempts).toBe(3);
    const [letter] = await dead();
    expect(letter).toMatchObject({
      id: 'poison',
      routingKey: 'order.placed',
      body: { poison: true },
      headers: {
        from: 'a test',
        'x-gatehouse-error': 'TypeError',
        'x-gatehouse-attempts': 3,
        'x-gatehouse-queue': queue,
      },
    });
  });

  it('that would have expired are kept as dead letters', async () => {
    const { send, channel, queue } = await setUp(async () => undefined);
    send('null', { expiration: '600000', messageId: '' });
    const waiting = async () => (await channel.checkQueue(`${queue}.dead`)).messageCount;
    await expect.poll(waiting).toBe(1);
    const letter = await channel.get(`${queue}.dead`, { noAck: true });
    expect(letter).toMatchObject({
      properties: {
        expiration: undefined,
        headers: { 'x-gatehouse-error': expect.stringContaining('no id') },
      },
    });
  });

  it('that cannot be read are dead at once', async () => {
    let attempts = 0;
    const { send, channel, queue, dead } = await setUp(async () => {
      attempts += 1;
    });
    send('null', { messageId: undefined });
    const waiting = async () => (await channel.checkQueue(`${queue}.dead`)).messageCount;
    await expect.poll(waiting).toBe(1);
    expect(attempts).toBe(0);
    expect((await dead())[0]?.headers['x-gatehouse-error']).toContain('no id');
  });
});

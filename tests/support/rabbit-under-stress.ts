import { expect } from 'vitest';
import { systemContext } from '#application/shared/request-context.js';
import { eventsTokens } from '#composition/features/events.tokens.js';
import { usersTokens } from '#composition/features/users.tokens.js';
import { platform } from '#composition/platform/platform.tokens.js';
import type { User } from '#domain/users/user.js';
import { Username } from '#domain/users/username.js';
import type { RabbitServer } from '../faults/support/rabbit-server.js';
import { until } from '../faults/support/until.js';
import { aUser, registeredAt } from './builders/user.js';
import { clientOf, connected, type Received, serviceOn } from './rabbit.js';

const subjects = 10;

export interface Stressed {
  readonly rabbit: RabbitServer;
  /** Resolves when the service has found out that it cannot publish. */
  noticed(): Promise<void>;
  /** Resolves when another subscription has handled an event that was appended from now on. */
  othersGoOn(): Promise<void>;
}

/**
 * Appends events while something is done to the broker, each thing after its share of them.
 * @throws AssertionError when an event is missing, comes before an earlier one of its subject, or comes twice with
 * different ids.
 */
export async function publishWhile(
  rabbit: RabbitServer,
  count: number,
  faults: readonly ((stressed: Stressed) => Promise<void>)[],
): Promise<void> {
  const { container, exchange, logger } = serviceOn(rabbit.url, {
    env: { EVENTS_POLL_INTERVAL_MS: '100', RABBITMQ_CONFIRM_TIMEOUT_SECONDS: '1' },
  });
  try {
    const runner = await container.get(eventsTokens.runner);
    await runner.drain();
    await connected(container);
    const before = await clientOf(rabbit.url);
    await before.channel.assertQueue('all', { durable: true });
    await before.channel.purgeQueue('all');
    await before.channel.bindQueue('all', exchange, '#');
    await before.close();

    const users = await container.get(usersTokens.repository);
    const unitOfWork = await container.get(platform.unitOfWork);
    const people: User[] = Array.from({ length: subjects }, () => aUser());
    await unitOfWork.run(systemContext, async () => {
      for (const user of people) await users.add(user);
    });
    let appended = subjects;
    const append = async (upTo: number) => {
      for (; appended < upTo; appended += 1) {
        const user = people[appended % subjects] as User;
        user.rename(Username.parse(`renamed${appended}`), registeredAt);
        await unitOfWork.run(systemContext, () => users.save(user));
      }
    };
    const desk = await container.get(eventsTokens.subscriptionDesk);
    const statusOf = async (wanted: string) => (await desk.list([])).find(({ name }) => name === wanted);
    const othersGoOn = async () => {
      const before = (await statusOf('audit-log'))?.position ?? 0;
      const isBeyond = async () => ((await statusOf('audit-log'))?.position ?? 0) > before;
      await unitOfWork.run(systemContext, () => users.add(aUser()));
      await until('others go on', isBeyond);
    };
    const waits = () => logger.records.filter(({ message }) => message === 'A subscription waits').length;
    runner.start();
    const share = Math.floor(count / (faults.length + 1));
    for (const [index, fault] of faults.entries()) {
      await append(share * (index + 1));
      const known = waits();
      const noticed = () => until('the service notices', () => waits() > known);
      await Promise.all([fault({ rabbit, noticed, othersGoOn }), append(share * (index + 1) + share / 2)]);
    }
    await append(count);
    const events = await logOf(container);
    await until(
      'all is published',
      async () => (await statusOf('rabbitmq'))?.position === events.at(-1)?.position,
      100_000,
    );
    expect(await statusOf('rabbitmq')).toMatchObject({ deadLetters: 0, attempts: 0 });
    expectAll(
      events.map(({ id }) => id),
      await drained(rabbit.url),
    );
  } finally {
    await container.close();
  }
}

async function logOf(container: ReturnType<typeof serviceOn>['container']) {
  const store = await container.get(eventsTokens.subscriptionStore);
  const everything = {
    name: 'reader',
    description: '',
    events: 'all',
    start: 'beginning',
    isTransactional: false,
    handle: async () => {},
  } as const;
  return store.read(everything, 0, Number.MAX_SAFE_INTEGER, 1_000_000);
}

function expectAll(ids: readonly string[], received: readonly Received[]): void {
  const first = new Map<string, Received>();
  for (const message of received) if (!first.has(message.id)) first.set(message.id, message);
  expect([...first.keys()].toSorted()).toEqual([...ids].sort());
  const last = new Map<string, string>();
  for (const { body } of first.values()) {
    expect(body.sequence > (last.get(body.subject) ?? '')).toBe(true);
    last.set(body.subject, body.sequence);
  }
}

async function drained(url: string): Promise<readonly Received[]> {
  const { channel, close } = await clientOf(url);
  const { messageCount } = await channel.checkQueue('all');
  const received: Received[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  await channel.consume(
    'all',
    (message) => {
      if (message === null) return;
      const { properties, fields, content } = message;
      received.push({
        id: properties.messageId,
        routingKey: fields.routingKey,
        body: JSON.parse(content.toString()),
        contentType: properties.contentType,
        headers: {},
      });
      if (received.length >= messageCount) resolve();
    },
    { noAck: true },
  );
  await promise;
  await close();
  return received;
}

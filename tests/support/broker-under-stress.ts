import { expect } from 'vitest';
import { systemContext } from '#application/shared/request-context.js';
import type { ServiceContainer } from '#composition/container.js';
import { eventsTokens } from '#composition/features/events.tokens.js';
import { usersTokens } from '#composition/features/users.tokens.js';
import { platform } from '#composition/platform/platform.tokens.js';
import type { User } from '#domain/users/user.js';
import { Username } from '#domain/users/username.js';
import type { aRecordingLogger } from '#testing/loggers.js';
import { until } from '../faults/support/until.js';
import { aUser, registeredAt } from './builders/user.js';

const subjects = 10;
/** After the last fault is over. */
const catchUpBoundMs = 30_000;

/** What a broker has delivered. */
export interface Delivered {
  readonly id: string;
  readonly body: { readonly subject: string; readonly sequence: string };
}

/** A broker, with the service, in memory, on it. */
export interface StressedBroker {
  /** The subscription that publishes to it. */
  readonly subscription: string;
  /** It gives up soon what the broker does not answer. */
  readonly service: {
    readonly container: ServiceContainer;
    readonly logger: ReturnType<typeof aRecordingLogger>;
  };
  /** Resolves when the service is connected, and everything that it publishes from now on is kept. */
  connected(): Promise<void>;
  /** All that was published; what is of one subject in its order. */
  delivered(): Promise<readonly Delivered[]>;
}

export interface Stressed {
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
  broker: StressedBroker,
  count: number,
  faults: readonly ((stressed: Stressed) => Promise<void>)[],
): Promise<void> {
  const { container, logger } = broker.service;
  try {
    const runner = await container.get(eventsTokens.runner);
    await runner.drain();
    await broker.connected();

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
      await Promise.all([fault({ noticed, othersGoOn }), append(share * (index + 1) + share / 2)]);
    }
    await append(count);
    const events = await logOf(container);
    await until(
      'all is published',
      async () => (await statusOf(broker.subscription))?.position === events.at(-1)?.position,
      catchUpBoundMs,
    );
    expect(await statusOf(broker.subscription)).toMatchObject({ deadLetters: 0, attempts: 0 });
    expectAll(
      events.map(({ id }) => id),
      await broker.delivered(),
    );
  } finally {
    await container.close();
  }
}

async function logOf(container: ServiceContainer) {
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

function expectAll(ids: readonly string[], received: readonly Delivered[]): void {
  const first = new Map<string, Delivered>();
  for (const message of received) if (!first.has(message.id)) first.set(message.id, message);
  expect([...first.keys()].toSorted()).toEqual([...ids].sort());
  const last = new Map<string, string>();
  for (const { body } of first.values()) {
    expect(body.sequence > (last.get(body.subject) ?? '')).toBe(true);
    last.set(body.subject, body.sequence);
  }
}

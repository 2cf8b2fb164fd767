import { expect } from 'vitest';
import type { StoredEvent } from '#application/events/stored-event.js';
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
export const catchUpBoundMs = 30_000;

/** What a broker has delivered. */
export interface Delivered {
  readonly id: string;
  readonly body: { readonly subject: string; readonly sequence: string };
  /** It was tried again, and so may come after later ones. */
  readonly isLate?: boolean;
}

/** A broker, and where a service is to publish to it. */
export interface StressedBroker {
  /** The subscription that publishes to it. */
  readonly subscription: string;
  /** After which place in the log; from its beginning where it is not said. */
  readonly after?: number;
  /** All that was published; what is of one subject in its order. */
  delivered(): Promise<readonly Delivered[]>;
}

/** With the service, in memory, on it. */
export interface StressedService extends StressedBroker {
  /** It gives up soon what the broker does not answer. */
  readonly service: {
    readonly container: ServiceContainer;
    readonly logger: ReturnType<typeof aRecordingLogger>;
  };
  /** Resolves when the service is connected, and everything that it publishes from now on is kept. */
  connected(): Promise<void>;
}

export interface Stressed {
  /** Resolves when the service has found out that it cannot publish. */
  noticed(): Promise<void>;
  /** Resolves when another subscription has handled an event that was appended from now on. */
  othersGoOn(): Promise<void>;
}

/** What came more than once, under its own id. */
export interface Published {
  readonly duplicates: number;
}

/** Accounts that are changed, where each change is an event. */
class Changes {
  readonly #people = Array.from({ length: subjects }, () => aUser());
  #appended = 0;

  constructor(private readonly container: ServiceContainer) {}

  async append(upTo: number): Promise<void> {
    const unitOfWork = await this.container.get(platform.unitOfWork);
    const users = await this.container.get(usersTokens.repository);
    for (; this.#appended < upTo; this.#appended += 1) {
      const user = this.#people[this.#appended % subjects] as User;
      const isNew = this.#appended < subjects;
      if (!isNew) user.rename(Username.parse(`renamed${this.#appended}`), registeredAt);
      await unitOfWork.run(systemContext, () => (isNew ? users.add(user) : users.save(user)));
    }
  }

  async log(): Promise<readonly StoredEvent[]> {
    const store = await this.container.get(eventsTokens.subscriptionStore);
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

  async statusOf(subscription: string) {
    const desk = await this.container.get(eventsTokens.subscriptionDesk);
    return (await desk.list([])).find(({ name }) => name === subscription);
  }

  /**
   * @throws AssertionError when an event is missing, comes before an earlier one of its subject, or comes twice with
   * different contents.
   */
  async expectAll({ subscription, after = 0, delivered }: StressedBroker): Promise<Published> {
    const events = await this.log();
    const isPublished = async () => (await this.statusOf(subscription))?.position === events.at(-1)?.position;
    await until('all is published', isPublished, catchUpBoundMs);
    expect(await this.statusOf(subscription)).toMatchObject({ deadLetters: 0, attempts: 0 });
    const received = await delivered();
    const first = new Map<string, Delivered>();
    for (const message of received) {
      const earlier = first.get(message.id);
      if (earlier === undefined) first.set(message.id, message);
      else expect(message.body).toEqual(earlier.body);
    }
    const told = events.filter(({ position }) => position > after);
    expect([...first.keys()].toSorted()).toEqual(told.map(({ id }) => id).sort());
    const last = new Map<string, string>();
    for (const { body, isLate = false } of first.values()) {
      if (isLate) continue;
      expect(body.sequence > (last.get(body.subject) ?? '')).toBe(true);
      last.set(body.subject, body.sequence);
    }
    return { duplicates: received.length - first.size };
  }
}

/** Appends events while something is done to the broker, each thing after its share of them. */
export async function publishWhile(
  broker: StressedService,
  count: number,
  faults: readonly ((stressed: Stressed) => Promise<void>)[],
): Promise<Published> {
  const { container, logger } = broker.service;
  try {
    const runner = await container.get(eventsTokens.runner);
    await runner.drain();
    await broker.connected();
    const changes = new Changes(container);
    const othersGoOn = async () => {
      const position = async () => (await changes.statusOf('audit-log'))?.position ?? 0;
      const before = await position();
      const users = await container.get(usersTokens.repository);
      await (await container.get(platform.unitOfWork)).run(systemContext, () => users.add(aUser()));
      await until('others go on', async () => (await position()) > before);
    };
    const waits = () => logger.records.filter(({ message }) => message === 'A subscription waits').length;
    runner.start();
    await appendWhile(changes, count, faults, (fault) => {
      const known = waits();
      const noticed = () => until('the service notices', () => waits() > known);
      return fault({ noticed, othersGoOn });
    });
    return await changes.expectAll(broker);
  } finally {
    await container.close();
  }
}

/**
 * The same where others publish than append.
 * @param container of a service that handles no events, on the database of those that do.
 */
export async function appendFor(
  broker: StressedBroker,
  container: ServiceContainer,
  count: number,
  faults: readonly (() => Promise<void>)[],
): Promise<Published> {
  const changes = new Changes(container);
  const isThere = async () => (await changes.statusOf(broker.subscription)) !== undefined;
  await until('there is a subscription', isThere);
  await appendWhile(changes, count, faults, (fault) => fault());
  return changes.expectAll(broker);
}

async function appendWhile<F>(
  changes: Changes,
  count: number,
  faults: readonly F[],
  cause: (fault: F) => Promise<void>,
): Promise<void> {
  const share = Math.floor(count / (faults.length + 1));
  for (const [index, fault] of faults.entries()) {
    await changes.append(share * (index + 1));
    await Promise.all([cause(fault), changes.append(share * (index + 1) + share / 2)]);
  }
  await changes.append(count);
}

import { setTimeout as delay } from 'node:timers/promises';
import type { Consumer, Message, MessagesStream, Producer } from '@platformatic/kafka';
import type { KafkaInbound, KafkaInboundMessage } from '#application/kafka/inbound.js';
import type { Logger } from '#application/shared/logger.js';
import {
  type InboundHandling,
  isForGood,
  lostAttempts,
  maxAttemptsOf,
  parseMessage,
  retryPauseMs,
} from '../brokers/inbound-handling.js';
import { EventFailure, processEnded } from '../events/event-failures.js';
import { closeClient, ensureTopics, type KafkaAccess, loadClient, optionsOf, textsOf } from './client.js';
import { DeadLetters, deadLettersOf, type LetterSenders } from './dead-letters.js';
import { newProducer } from './producer.js';

/** After which the group gives away the partitions of an instance that is not heard of. */
const sessionTimeoutMs = 10_000;
/** To join the group takes until those that are gone are found out; who gives up sooner makes it wait for one more. */
const joinTimeoutMs = sessionTimeoutMs + 5_000;
const heartbeatMs = 3_000;
/** How long the broker may wait for records before it answers. */
const longestPollMs = 1_000;
/** Records of a topic that wait here, or are handled. */
const mostInHand = 100;

export interface SessionParts {
  readonly consumer: Consumer;
  readonly stream: MessagesStream<Buffer, Buffer, Buffer, Buffer>;
  readonly producer: Producer;
  readonly letters: DeadLetters;
}

/**
 * A member of the group of something inbound. Records of a partition are handled one after another, and each is
 * committed when its effect is, or when it is a dead letter.
 */
export class InboundSession {
  readonly #closing = new AbortController();
  readonly #lanes = new Map<number, Promise<void>>();
  readonly #begun = new Set<number>();
  readonly #inHand = new Set<Promise<void>>();
  readonly #failure = Promise.withResolvers<never>();

  private constructor(
    private readonly inbound: KafkaInbound,
    private readonly parts: SessionParts,
    private readonly handling: InboundHandling,
    private readonly logger: Logger,
  ) {
    // Told by `failed`.
    this.#failure.promise.catch(() => undefined);
    this.#run().catch((error) => this.#fail(error));
    // After one that failed the client sends no more heartbeats, and would be taken for gone.
    parts.consumer.on('consumer:heartbeat:error', ({ error }) => this.#fail(error));
    parts.consumer.on('error', (error: unknown) => this.#fail(error));
  }

  /** @throws whatever the broker has against it. */
  static async open(
    inbound: KafkaInbound,
    access: KafkaAccess,
    handling: InboundHandling,
    logger: Logger,
  ): Promise<InboundSession> {
    const { topic, group } = inbound;
    await ensureTopics(access, [topic, deadLettersOf(topic)]);
    const { Consumer } = await loadClient();
    const consumer = new Consumer({
      ...optionsOf(access),
      groupId: group,
      requestTimeout: joinTimeoutMs,
      sessionTimeout: sessionTimeoutMs,
      rebalanceTimeout: sessionTimeoutMs,
      heartbeatInterval: heartbeatMs,
      maxWaitTime: longestPollMs,
      autocommit: false,
    });
    // Without anybody who listens, such an event would end the process.
    consumer.on('error', () => undefined);
    try {
      const stream = await consumer.consume({ topics: [topic], mode: 'committed', fallbackMode: 'earliest' });
      const producer = await newProducer(access);
      const letters = new DeadLetters(inbound, sendersOf(producer, access));
      return new InboundSession(inbound, { consumer, stream, producer, letters }, handling, logger);
    } catch (error) {
      await closeClient(consumer);
      throw error;
    }
  }

  /** Rejects when it cannot go on. */
  get failed(): Promise<never> {
    return this.#failure.promise;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#inHand);
    await closeClient(this.parts.consumer);
    await closeClient(this.parts.producer);
  }

  async #run(): Promise<never> {
    for await (const message of this.parts.stream) {
      this.#enqueue(message);
      while (this.#inHand.size >= mostInHand) await Promise.race(this.#inHand);
    }
    throw new Error('The broker has ended it');
  }

  /** Nothing behind what failed is handled, or it would be committed over. */
  #fail(error: unknown): void {
    this.#closing.abort();
    this.#failure.reject(error);
  }

  #enqueue(message: Message): void {
    const before = this.#lanes.get(message.partition) ?? Promise.resolve();
    const done = before.then(() => this.#take(message)).catch((error) => this.#fail(error));
    this.#lanes.set(message.partition, done);
    this.#inHand.add(done);
    void done.finally(() => this.#inHand.delete(done));
  }

  async #take(message: Message): Promise<void> {
    if (this.#closing.signal.aborted) return;
    const { partition, offset } = message;
    // Records are committed one by one: what has ended the process is the first of its partition, and no other.
    const isFirst = !this.#begun.has(partition);
    this.#begun.add(partition);
    const place = `${partition}/${offset}`;
    const times = isFirst ? await this.handling.begin(this.#consumer, place) : 1;
    const settling = this.#settle(message, times);
    const isDone = await (isFirst
      ? settling.finally(() => this.handling.end(this.#consumer, place))
      : settling);
    if (isDone) await message.commit();
  }

  /**
   * Until it is handled, or a dead letter.
   * @param times that its handling has begun, and ended the process all but this time.
   * @returns false when it is left to somebody else.
   */
  async #settle(message: Message, times: number): Promise<boolean> {
    if (times > maxAttemptsOf(this.inbound) + lostAttempts) {
      await this.#bury(message, times - 1, new EventFailure(processEnded));
      return true;
    }
    for (let attempt = 1; !this.#closing.signal.aborted; attempt += 1) {
      if (await this.#isDone(message, attempt)) return true;
    }
    return false;
  }

  /** @returns false when it is to be tried again, after a pause that is over. */
  async #isDone(message: Message, attempt: number): Promise<boolean> {
    const { inbound } = this;
    try {
      await this.handling.handle(this.#consumer, inbound, read(message));
      return true;
    } catch (error) {
      if (isForGood(error, attempt, inbound)) {
        await this.#bury(message, attempt, error);
        return true;
      }
      this.logger.warn('A message was not handled', this.#fields(message, attempt, error));
      const { signal } = this.#closing;
      await delay(retryPauseMs(attempt), undefined, { signal }).catch(() => undefined);
      return false;
    }
  }

  /** With its reason; resolves when the broker has it. */
  async #bury(message: Message, attempts: number, error: unknown): Promise<void> {
    this.logger.error(
      'A message is a dead letter: it failed for good',
      this.#fields(message, attempts, error),
    );
    await this.parts.letters.add(message, attempts, error);
  }

  get #consumer(): string {
    return `kafka:${this.inbound.topic} ${this.inbound.group}`;
  }

  #fields({ partition, offset }: Message, attempt: number, error: unknown) {
    const { topic, group } = this.inbound;
    return { topic, group, partition, offset: String(offset), attempt, error };
  }
}

function sendersOf(usual: Producer, access: KafkaAccess): LetterSenders {
  return {
    usual,
    async another(send) {
      const producer = await newProducer(access);
      try {
        await send(producer);
      } finally {
        await closeClient(producer);
      }
    },
  };
}

/** @throws UnreadableMessage for what is no JSON, or has no id. */
function read({ topic, key, value, headers: raw }: Message): KafkaInboundMessage {
  const headers = textsOf(raw);
  return {
    ...parseMessage(value, headers.ce_id),
    topic,
    key: key?.toString() ?? null,
    headers,
    correlationId: headers['x-correlation-id'] ?? headers.ce_requestid ?? null,
  };
}

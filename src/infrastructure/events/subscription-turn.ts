import type { StoredEvent } from '#application/events/stored-event.js';
import type { Subscription } from '#application/events/subscription.js';
import type { Logger } from '#application/shared/logger.js';
import type { Delivery } from './delivery.js';
import {
  AwayError,
  EventFailure,
  failureText,
  LeaseLostError,
  processEnded,
  UnknownVersionError,
} from './event-failures.js';
import type { DueLetter, Lease, SubscriptionStore, Turn } from './subscription-store.js';

export interface TurnSettings {
  /** Events that are read at a time; of a backlog up to five times as many. */
  readonly batchSize: number;
  /** After so many failures an event becomes a dead letter. */
  readonly maxAttempts: number;
  /** After the first failure; twice as long after each further one. */
  readonly firstRetryMs: number;
}

const backlogFactor = 5;
const largestBatch = 500;
const longestDelayMs = 5 * 60 * 1_000;
/** Times the first delay, while those whom events are handed on to are away. */
const awayRetryFactor = 2;

/** What a runner does with a subscription while it is its turn: all that can be read, or until something fails. */
export class SubscriptionTurn {
  #position: number;
  #attempts: number;
  /** So many go one by one, since one of them may have ended the process of the former owner. */
  #suspects: number;
  /** Whether the store knows that the turn is over. */
  #isOver = false;

  constructor(
    private readonly subscription: Subscription,
    private readonly lease: Lease,
    private readonly turn: Turn,
    private readonly store: SubscriptionStore,
    private readonly deliver: Delivery,
    private readonly logger: Logger,
    private readonly settings: TurnSettings,
    /** Whether to go no further, whatever is left. */
    private readonly isEnough: () => boolean,
  ) {
    this.#position = turn.position;
    this.#attempts = turn.attempts;
    this.#suspects = turn.isTakenOver ? this.#largestBatch : 0;
  }

  /** @throws LeaseLostError when somebody else has taken it over. */
  async run(): Promise<void> {
    await this.#retryDeadLetters();
    let limit = this.settings.batchSize;
    while (this.turn.isReady && this.#goesOn()) {
      const events = await this.store.read(this.subscription, this.#position, this.turn.end, limit);
      const last = events.length < limit ? undefined : events.at(-1);
      await this.#handle(events, last?.position ?? this.turn.end, last === undefined);
      limit = this.#largestBatch;
    }
    if (!this.#isOver) await this.store.release(this.lease);
  }

  get #largestBatch(): number {
    const { batchSize } = this.settings;
    return Math.max(batchSize, Math.min(largestBatch, backlogFactor * batchSize));
  }

  #goesOn(): boolean {
    return !this.#isOver && !this.isEnough();
  }

  /** @param end where the subscription is when all of them are handled; the turn is over then if they are the last. */
  async #handle(events: readonly StoredEvent[], end: number, isLast: boolean): Promise<void> {
    const finish = () => (isLast ? this.store.finish(this.lease, end) : this.store.move(this.lease, end));
    if (!this.#goTogether(events) || !(await this.#succeeds(events, finish))) {
      for (const event of events) if (this.#goesOn()) await this.#handleOne(event);
      if (!this.#goesOn()) return;
      if (isLast) await finish();
    }
    this.#position = end;
    this.#isOver = isLast;
  }

  #goTogether(events: readonly StoredEvent[]): boolean {
    const { isTransactional, handleAll } = this.subscription;
    const isSafe = this.#attempts === 0 && this.#suspects <= 0 && events.every((event) => this.#knows(event));
    return isSafe && events.length > 1 && (isTransactional || handleAll !== undefined);
  }

  /** A failure is none yet: each event is then handed over by itself, so that it shows which one is at fault. */
  async #succeeds(events: readonly StoredEvent[], mark: () => Promise<void>): Promise<boolean> {
    try {
      await this.deliver(events, mark);
      return true;
    } catch (error) {
      if (error instanceof LeaseLostError) throw error;
      if (error instanceof AwayError) return this.#await(error);
      const { name: subscription } = this.subscription;
      this.logger.warn('Events were not handled together', { subscription, count: events.length, error });
      return false;
    }
  }

  async #handleOne(event: StoredEvent): Promise<void> {
    const isExhausted = this.#attempts >= this.settings.maxAttempts;
    try {
      if (isExhausted) throw new EventFailure(processEnded);
      await this.#deliver(event, () => this.store.move(this.lease, event.position));
    } catch (error) {
      if (error instanceof LeaseLostError) throw error;
      if (error instanceof AwayError) {
        await this.#await(error);
        return;
      }
      await this.#fail(event, isExhausted ? this.#attempts : this.#attempts + 1, error);
    }
    this.#attempts = 0;
    this.#suspects -= 1;
  }

  /** It is passed by when it has failed for good; otherwise the turn is over until it is tried again. */
  async #fail(event: StoredEvent, attempts: number, error: unknown): Promise<void> {
    const isForGood = error instanceof UnknownVersionError || attempts >= this.settings.maxAttempts;
    const message = isForGood ? 'An event is a dead letter: it failed for good' : 'An event was not handled';
    this.logger[isForGood ? 'error' : 'warn'](message, this.#fields(event, attempts, error));
    const failure = { attempts, error: failureText(error) };
    if (isForGood) await this.store.park(this.lease, event, failure);
    else await this.store.postpone(this.lease, failure, this.#retryDelayMs(attempts));
    this.#isOver = !isForGood;
  }

  /** The turn is over until they may be back; no attempt is counted. */
  async #await(error: AwayError): Promise<false> {
    const { name: subscription } = this.subscription;
    this.logger.info('A subscription waits', { subscription, error });
    const failure = { attempts: this.#attempts, error: failureText(error) };
    await this.store.postpone(this.lease, failure, this.settings.firstRetryMs * awayRetryFactor);
    this.#isOver = true;
    return false;
  }

  async #retryDeadLetters(): Promise<void> {
    for (;;) {
      const letters = await this.store.dueLetters(this.subscription.name, this.settings.batchSize);
      for (const letter of letters) {
        if (this.isEnough()) return;
        await this.#retry(letter);
      }
      if (letters.length < this.settings.batchSize) return;
    }
  }

  async #retry({ event, attempts: before }: DueLetter): Promise<void> {
    const { name } = this.subscription;
    try {
      await this.#deliver(event, () => this.store.settle(name, event.position));
    } catch (error) {
      if (error instanceof LeaseLostError) throw error;
      const attempts = before + 1;
      this.logger.error('A dead letter failed again', this.#fields(event, attempts, error));
      await this.store.keep(name, event.position, { attempts, error: failureText(error) });
    }
  }

  async #deliver(event: StoredEvent, mark: () => Promise<void>): Promise<void> {
    if (!this.#knows(event)) {
      throw new UnknownVersionError(
        `Version ${event.version} of ${event.name} is not known to this version of the service: upgrade, retry`,
      );
    }
    await this.deliver([event], mark);
  }

  #knows({ name, version }: StoredEvent): boolean {
    const { events } = this.subscription;
    return events === 'all' || events.some((known) => known.eventName === name && known.version === version);
  }

  /**
   * The first delay, twice as long, four times, ... at most five minutes, each shortened by up to a half, so that
   * those who failed together do not come back together.
   */
  #retryDelayMs(failures: number): number {
    const longest = Math.min(longestDelayMs, this.settings.firstRetryMs * 2 ** (failures - 1));
    return Math.round(longest * (1 - Math.random() / 2));
  }

  #fields(event: StoredEvent, attempt: number, error: unknown): Record<string, unknown> {
    const { id: eventId, name: eventName } = event;
    return { subscription: this.subscription.name, eventId, eventName, attempt, error };
  }
}

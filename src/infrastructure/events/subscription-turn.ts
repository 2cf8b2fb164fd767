import type { StoredEvent } from '#application/events/stored-event.js';
import type { Subscription } from '#application/events/subscription.js';
import type { Logger } from '#application/shared/logger.js';
import type { Delivery } from './delivery.js';
import { EventFailure, LeaseLostError, processEnded, UnknownVersionError } from './event-failures.js';
import { failureText } from './failure-text.js';
import { retryDelayMs } from './retry-delay.js';
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

/** What a runner does with a subscription while it is its turn: all that can be read, or until something fails. */
export class SubscriptionTurn {
  #attempts: number;
  /** So many go one by one, since one of them may have ended the process of the former owner. */
  #suspects: number;

  constructor(
    private readonly subscription: Subscription,
    private readonly lease: Lease,
    private readonly turn: Turn,
    private readonly store: SubscriptionStore,
    private readonly delivery: Delivery,
    private readonly logger: Logger,
    private readonly settings: TurnSettings,
    /** Whether to go no further, whatever is left. */
    private readonly isOver: () => boolean,
  ) {
    this.#attempts = turn.attempts;
    this.#suspects = turn.isTakenOver ? this.#largestBatch : 0;
  }

  /** @throws LeaseLostError when somebody else has taken it over. */
  async run(): Promise<void> {
    await this.#retryDeadLetters();
    if (!this.turn.isReady || !(await this.#handleAllThatIsThere())) await this.store.release(this.lease);
  }

  /** @returns whether the turn is over. */
  async #handleAllThatIsThere(): Promise<boolean> {
    const { end } = this.turn;
    let { position } = this.turn;
    let limit = this.settings.batchSize;
    while (!this.isOver()) {
      const events = await this.store.read(this.subscription, position, end, limit);
      const last = events.length < limit ? undefined : events.at(-1);
      position = last?.position ?? end;
      const outcome = await this.#handle(events, position, last === undefined);
      if (outcome !== 'handled') return outcome === 'postponed';
      if (last === undefined) return true;
      limit = this.#largestBatch;
    }
    return false;
  }

  get #largestBatch(): number {
    const { batchSize } = this.settings;
    return Math.max(batchSize, Math.min(largestBatch, backlogFactor * batchSize));
  }

  /** @param end where the subscription is when all of them are handled; the turn is over then if they are the last. */
  async #handle(
    events: readonly StoredEvent[],
    end: number,
    isLast: boolean,
  ): Promise<'handled' | 'postponed' | 'over'> {
    const finish = () => (isLast ? this.store.finish(this.lease, end) : this.store.move(this.lease, end));
    if (this.#goTogether(events) && (await this.#succeeds(events, finish))) return 'handled';
    for (const event of events) {
      if (this.isOver()) return 'over';
      if (!(await this.#handleOne(event))) return 'postponed';
    }
    if (isLast) this.#mustBeOurs(await this.store.finish(this.lease, end));
    return 'handled';
  }

  #goTogether(events: readonly StoredEvent[]): boolean {
    const isSafe = this.#attempts === 0 && this.#suspects <= 0;
    return (
      isSafe &&
      events.length > 1 &&
      this.delivery.canBeTogether &&
      events.every((event) => this.#knows(event))
    );
  }

  /** A failure is none yet: each event is then handed over by itself, so that it shows which one is at fault. */
  async #succeeds(events: readonly StoredEvent[], mark: () => Promise<boolean>): Promise<boolean> {
    try {
      await this.delivery.deliver(events, mark);
      return true;
    } catch (error) {
      if (error instanceof LeaseLostError) throw error;
      const { name: subscription } = this.subscription;
      this.logger.warn('Events were not handled together', { subscription, count: events.length, error });
      return false;
    }
  }

  /** @returns false when it is to be tried again, and the turn is over. */
  async #handleOne(event: StoredEvent): Promise<boolean> {
    const isExhausted = this.#attempts >= this.settings.maxAttempts;
    try {
      if (isExhausted) throw new EventFailure(processEnded);
      await this.#deliver(event, () => this.store.move(this.lease, event.position));
    } catch (error) {
      if (error instanceof LeaseLostError) throw error;
      const attempts = isExhausted ? this.#attempts : this.#attempts + 1;
      if (!(await this.#failed(event, attempts, error))) return false;
    }
    this.#attempts = 0;
    this.#suspects -= 1;
    return true;
  }

  /** @returns whether it is passed by. */
  async #failed(event: StoredEvent, attempts: number, error: unknown): Promise<boolean> {
    const isForGood = error instanceof UnknownVersionError || attempts >= this.settings.maxAttempts;
    const message = isForGood ? 'An event is a dead letter: it failed for good' : 'An event was not handled';
    this.logger[isForGood ? 'error' : 'warn'](message, this.#fields(event, attempts, error));
    const failure = { attempts, error: failureText(error) };
    this.#mustBeOurs(
      isForGood
        ? await this.store.park(this.lease, event, failure)
        : await this.store.postpone(this.lease, failure, retryDelayMs(this.settings.firstRetryMs, attempts)),
    );
    return isForGood;
  }

  async #retryDeadLetters(): Promise<void> {
    for (;;) {
      const letters = await this.store.dueLetters(this.subscription.name, this.settings.batchSize);
      for (const letter of letters) {
        if (this.isOver()) return;
        await this.#retry(letter);
      }
      if (letters.length < this.settings.batchSize) return;
    }
  }

  async #retry({ event, attempts: before }: DueLetter): Promise<void> {
    const { name } = this.subscription;
    try {
      await this.#deliver(event, async () => {
        await this.store.settle(name, event.position);
        return true;
      });
    } catch (error) {
      if (error instanceof LeaseLostError) throw error;
      const attempts = before + 1;
      this.logger.error('A dead letter failed again', this.#fields(event, attempts, error));
      await this.store.keep(name, event.position, { attempts, error: failureText(error) });
    }
  }

  async #deliver(event: StoredEvent, mark: () => Promise<boolean>): Promise<void> {
    if (!this.#knows(event)) throw new UnknownVersionError(event);
    await this.delivery.deliver([event], mark);
  }

  #knows({ name, version }: StoredEvent): boolean {
    const { events } = this.subscription;
    return events === 'all' || events.some((known) => known.eventName === name && known.version === version);
  }

  #mustBeOurs(isOurs: boolean): void {
    if (!isOurs) throw new LeaseLostError();
  }

  #fields(event: StoredEvent, attempt: number, error: unknown): Record<string, unknown> {
    const { id: eventId, name: eventName } = event;
    return { subscription: this.subscription.name, eventId, eventName, attempt, error };
  }
}

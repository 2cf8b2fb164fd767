import { AsyncLocalStorage } from 'node:async_hooks';
import type { Subscription } from '#application/events/subscription.js';
import type { Logger } from '#application/shared/logger.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { EventSignal } from './event-signal.js';
import { type RunnerSettings, SubscriptionRunner } from './subscription-runner.js';
import type { SubscriptionStore } from './subscription-store.js';
import { TransactionPlaces } from './transaction-places.js';

export interface EventSettings extends RunnerSettings {
  /** Between two looks for events that nobody has told of: of other instances, or to be tried again. */
  readonly pollIntervalMs: number;
  /** So many transactional subscriptions are at work at a time, each with a connection of its own. */
  readonly transactionalTurns: number;
}

/**
 * Has every subscription handle what was committed, each at its own pace, together with the runners of other
 * instances. It looks when it is woken and at every interval, so that nothing is missed.
 */
export class EventRunner {
  /** Whoever wakes it, it does not run in their transaction. */
  readonly #outside = AsyncLocalStorage.snapshot();
  readonly #runners: readonly SubscriptionRunner[];
  #registration: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #unsubscribe: (() => void) | undefined;
  #isClosing = false;

  /** @throws Error when two subscriptions have the same name. */
  constructor(
    private readonly subscriptions: readonly Subscription[],
    private readonly store: SubscriptionStore,
    unitOfWork: UnitOfWork,
    private readonly signal: EventSignal,
    private readonly logger: Logger,
    private readonly settings: EventSettings,
  ) {
    const names = subscriptions.map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw new Error(`There are two subscriptions named ${twice}`);
    const places = new TransactionPlaces(settings.transactionalTurns);
    this.#runners = subscriptions.map(
      (subscription) => new SubscriptionRunner(subscription, store, unitOfWork, places, logger, settings),
    );
  }

  /** The names of the subscriptions that are handling events now. */
  get atWork(): readonly string[] {
    return this.#runners.filter(({ isAtWork }) => isAtWork).map(({ name }) => name);
  }

  start(): void {
    if (this.#timer !== undefined || this.#isClosing) return;
    this.#unsubscribe = this.signal.subscribe(() => this.#wake());
    this.#timer = setInterval(() => this.#wake(), this.settings.pollIntervalMs).unref();
    this.#wake();
  }

  /** Resolves when nothing is due any more. What waits to be tried again is not, nor what cannot be read yet. */
  async drain(): Promise<void> {
    await this.#outside(async () => {
      await this.#register();
      do await Promise.all(this.#runners.map((runner) => runner.drain()));
      while (!this.#isClosing && (await this.#isAnyDue()));
    });
  }

  /** Finishes what is being handled and gives the rest back. */
  async close(): Promise<void> {
    this.#isClosing = true;
    clearInterval(this.#timer);
    this.#unsubscribe?.();
    await this.#registration?.catch(() => undefined);
    await Promise.all(this.#runners.map((runner) => runner.close()));
  }

  #wake(): void {
    this.#outside(() => this.#register()).then(
      () => {
        for (const runner of this.#runners) this.#outside(() => runner.wake());
      },
      (error) => this.logger.error('Subscriptions cannot begin', { error }),
    );
  }

  /** Once; again after a failure. */
  #register(): Promise<void> {
    this.#registration ??= this.store.register(this.subscriptions).catch((error) => {
      this.#registration = undefined;
      throw error;
    });
    return this.#registration;
  }

  async #isAnyDue(): Promise<boolean> {
    const due = await Promise.all(this.subscriptions.map((each) => this.store.isDue(each)));
    return due.includes(true);
  }
}

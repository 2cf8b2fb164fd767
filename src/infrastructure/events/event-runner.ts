import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { Subscription } from '#application/events/subscription.js';
import type { Logger } from '#application/shared/logger.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { deliveryTo } from './delivery.js';
import { LeaseLostError } from './event-failures.js';
import type { EventSignal } from './event-signal.js';
import type { SubscriptionStore } from './subscription-store.js';
import { SubscriptionTurn, type TurnSettings } from './subscription-turn.js';
import { TransactionPlaces } from './transaction-places.js';

export interface EventSettings extends TurnSettings {
  /** Between two looks for events that nobody has told of: of other instances, or to be tried again. */
  readonly pollIntervalMs: number;
  /** For each call of a handler; longer counts as a failure. */
  readonly handlerTimeoutMs: number;
  /** After so long without a sign of life another instance takes the subscription over. */
  readonly leaseMs: number;
  /** So many transactional subscriptions are at work at a time, each with a connection of its own. */
  readonly transactionalTurns: number;
}

/** After a look, so that what comes in the meantime is handled together: many cost little more than one. */
const restMs = 200;
/** A transactional turn goes no further after so long, if others wait for its place. */
const sharedTurnMs = 1_000;
/** A handler that takes longer than that is slow, and leaves a place to the others the next time. */
const slowMs = 500;
/** While another instance is at work on what is waited for. */
const watchMs = 20;

/**
 * Has every subscription handle what was committed, each at its own pace, together with the runners of other
 * instances. It looks when it is woken, after each turn and at every interval, so that nothing is missed.
 */
export class EventRunner {
  /** Whoever wakes it, it does not run in their transaction. */
  readonly #outside = AsyncLocalStorage.snapshot();
  readonly #closing = new AbortController();
  /** Those that run, by the name of their subscription, and whether there was something to do. */
  readonly #turns = new Map<string, Promise<boolean>>();
  readonly #places: TransactionPlaces;
  readonly #atWork = new Set<string>();
  /** Those whose handlers took long the last time. */
  readonly #slow = new Set<string>();
  #registration: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #unsubscribe: (() => void) | undefined;
  #isWanted = false;
  #looks: Promise<void> | undefined;

  /** @throws Error when two subscriptions have the same name. */
  constructor(
    private readonly subscriptions: readonly Subscription[],
    private readonly store: SubscriptionStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly signal: EventSignal,
    private readonly logger: Logger,
    private readonly settings: EventSettings,
  ) {
    const names = subscriptions.map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw new Error(`There are two subscriptions named ${twice}`);
    this.#places = new TransactionPlaces(settings.transactionalTurns);
  }

  /** The names of the subscriptions that are handling events now. */
  get atWork(): readonly string[] {
    return [...this.#atWork];
  }

  /** Resolves when the subscriptions that are new have begun; if that fails it is tried again with each look. */
  async start(): Promise<void> {
    if (this.#timer !== undefined || this.#isClosing()) return;
    this.#unsubscribe = this.signal.subscribe(() => this.#wake());
    this.#timer = setInterval(() => this.#wake(), this.settings.pollIntervalMs).unref();
    this.#wake();
    await this.#register().catch(() => undefined);
  }

  /** Resolves when nothing is due any more. What waits to be tried again is not, nor what cannot be read yet. */
  drain(): Promise<void> {
    return this.#outside(async () => {
      while (!this.#isClosing()) {
        const due = await this.#due();
        if (due.length === 0) return;
        const turns = await Promise.all(due.map((subscription) => this.#takeTurn(subscription)));
        if (!turns.includes(true)) await delay(watchMs);
      }
    });
  }

  /** Finishes what is being handled and gives the rest back. */
  async close(): Promise<void> {
    this.#closing.abort();
    clearInterval(this.#timer);
    this.#unsubscribe?.();
    await this.#looks;
    await Promise.all(this.#turns.values());
  }

  #wake(): void {
    this.#isWanted = true;
    this.#looks ??= this.#outside(() => this.#lookWhileWanted());
  }

  async #lookWhileWanted(): Promise<void> {
    const { signal } = this.#closing;
    while (this.#isWanted && !signal.aborted) {
      this.#isWanted = false;
      await this.#look().catch((error) => this.logger.error('Subscriptions cannot begin', { error }));
      await delay(restMs, undefined, { signal }).catch(() => undefined);
    }
    this.#looks = undefined;
  }

  async #look(): Promise<void> {
    for (const subscription of await this.#due()) {
      if (this.#isClosing()) return;
      if (this.#turns.has(subscription.name)) continue;
      void this.#takeTurn(subscription).then((hadWork) => hadWork && this.#wake());
    }
  }

  async #due(): Promise<Subscription[]> {
    await this.#register();
    const names = await this.store.due(this.subscriptions);
    return this.subscriptions.filter(({ name }) => names.includes(name));
  }

  /** Once; again after a failure. */
  #register(): Promise<void> {
    this.#registration ??= this.store.register(this.subscriptions).catch((error) => {
      this.#registration = undefined;
      throw error;
    });
    return this.#registration;
  }

  /** One at a time of each subscription. @returns whether there was something to do. */
  #takeTurn(subscription: Subscription): Promise<boolean> {
    const { name } = subscription;
    const turn =
      this.#turns.get(name) ??
      this.#takePlaceAndRun(subscription)
        .catch((error) => this.#report(name, error))
        .finally(() => this.#turns.delete(name));
    this.#turns.set(name, turn);
    return turn;
  }

  async #takePlaceAndRun(subscription: Subscription): Promise<boolean> {
    if (!subscription.isTransactional) return this.#claimAndRun(subscription);
    // Before the claim: what waits here may be handled by another instance.
    const place = await this.#places.enter(this.#slow.has(subscription.name));
    try {
      return !this.#isClosing() && (await this.#claimAndRun(subscription));
    } finally {
      place.leave();
    }
  }

  async #claimAndRun(subscription: Subscription): Promise<boolean> {
    const { store, unitOfWork, logger, settings } = this;
    const { name, isTransactional } = subscription;
    const owner = `${hostname()} ${process.pid} ${randomUUID()}`;
    const lease = { subscription: name, owner, milliseconds: settings.leaseMs };
    const turn = await store.claim(subscription, lease);
    if (turn === null) return false;
    this.#atWork.add(name);
    let slowestMs = 0;
    const began = performance.now();
    const tell = (tookMs: number) => {
      slowestMs = Math.max(slowestMs, tookMs);
    };
    const isEnough = () => {
      const hasHadItsShare = slowestMs > 0 && performance.now() - began > sharedTurnMs;
      return this.#isClosing() || (isTransactional && hasHadItsShare && this.#places.isWanted);
    };
    const { handlerTimeoutMs } = settings;
    const delivery = deliveryTo(subscription, lease, store, unitOfWork, logger, handlerTimeoutMs, tell);
    try {
      await new SubscriptionTurn(
        subscription,
        lease,
        turn,
        store,
        delivery,
        logger,
        settings,
        isEnough,
      ).run();
    } catch (error) {
      // Otherwise it would look as if the event at hand had ended the process.
      if (!(error instanceof LeaseLostError)) await store.release(lease).catch(() => undefined);
      throw error;
    } finally {
      this.#atWork.delete(name);
      if (slowestMs > slowMs) this.#slow.add(name);
      else if (slowestMs > 0) this.#slow.delete(name);
    }
    return true;
  }

  #report(subscription: string, error: unknown): false {
    if (error instanceof LeaseLostError) {
      this.logger.warn('Another instance has taken a subscription over', { subscription });
    } else {
      this.logger.error('A subscription cannot go on', { subscription, error });
    }
    return false;
  }

  #isClosing(): boolean {
    return this.#closing.signal.aborted;
  }
}

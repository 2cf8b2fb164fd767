import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { Subscription } from '#application/events/subscription.js';
import type { Logger } from '#application/shared/logger.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { Delivery } from './delivery.js';
import { LeaseLostError } from './event-failures.js';
import type { Lease, SubscriptionStore } from './subscription-store.js';
import { SubscriptionTurn, type TurnSettings } from './subscription-turn.js';
import type { TransactionPlaces } from './transaction-places.js';

export interface RunnerSettings extends TurnSettings {
  /** For each call of a handler; longer counts as a failure. */
  readonly handlerTimeoutMs: number;
  /** After so long without a sign of life another instance takes the subscription over. */
  readonly leaseMs: number;
}

/** After a turn, so that what comes in the meantime is handled together: many cost little more than one. */
const restMs = 200;
/** A transactional turn goes no further after so long, if others wait for its place. */
const sharedTurnMs = 1_000;
/** A handler that takes longer than that is slow, and leaves a place to the others the next time. */
const slowMs = 500;
/** While another instance is at work on what is waited for. */
const watchMs = 20;

/** Takes turns at one subscription, as long as it is wanted. */
export class SubscriptionRunner {
  #isWanted = false;
  #isClosing = false;
  #drains = 0;
  #isSlow = false;
  #isAtWork = false;
  #run: Promise<void> | undefined;
  #endRest: (() => void) | undefined;

  constructor(
    private readonly subscription: Subscription,
    private readonly store: SubscriptionStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly places: TransactionPlaces,
    private readonly logger: Logger,
    private readonly settings: RunnerSettings,
  ) {}

  get name(): string {
    return this.subscription.name;
  }

  get isAtWork(): boolean {
    return this.#isAtWork;
  }

  wake(): void {
    if (this.#isClosing) return;
    this.#isWanted = true;
    this.#run ??= this.#runWhileWanted().finally(() => {
      this.#run = undefined;
      if (this.#isWanted) this.wake();
    });
  }

  /** Resolves when nothing is due any more, here or elsewhere. */
  async drain(): Promise<void> {
    this.#drains += 1;
    try {
      while (!this.#isClosing && (await this.store.isDue(this.subscription))) {
        this.#endRest?.();
        this.wake();
        await this.#run;
        if (await this.store.isDue(this.subscription)) await delay(watchMs);
      }
    } finally {
      this.#drains -= 1;
    }
  }

  /** Finishes what is being handled and gives the subscription back. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#endRest?.();
    while (this.#run !== undefined) await this.#run;
  }

  async #runWhileWanted(): Promise<void> {
    while (this.#isWanted && !this.#isClosing) {
      this.#isWanted = false;
      try {
        if (await this.#takeTurn()) this.#isWanted = true;
      } catch (error) {
        this.#report(error);
      }
      await this.#rest();
    }
  }

  /** @returns whether it had one. */
  async #takeTurn(): Promise<boolean> {
    if (!this.subscription.isTransactional) return this.#claimTurn();
    // Before the claim: what waits here may be handled by another instance.
    const place = await this.places.enter(this.#isSlow);
    try {
      return !this.#isClosing && (await this.#claimTurn());
    } finally {
      place.leave();
    }
  }

  async #claimTurn(): Promise<boolean> {
    const { subscription, store, unitOfWork, logger, settings } = this;
    const lease: Lease = {
      subscription: subscription.name,
      owner: `${hostname()} ${process.pid} ${randomUUID()}`,
      milliseconds: settings.leaseMs,
    };
    const turn = await store.claim(subscription, lease);
    if (turn === null) return false;
    this.#isAtWork = true;
    const delivery = new Delivery(subscription, lease, store, unitOfWork, logger, settings.handlerTimeoutMs);
    const began = performance.now();
    const isOver = () => {
      const hasHadItsShare = delivery.slowestMs !== null && performance.now() - began > sharedTurnMs;
      return this.#isClosing || (subscription.isTransactional && hasHadItsShare && this.places.isWanted);
    };
    try {
      await new SubscriptionTurn(subscription, lease, turn, store, delivery, logger, settings, isOver).run();
    } catch (error) {
      // Otherwise it would look as if the event at hand had ended the process.
      if (!(error instanceof LeaseLostError)) await store.release(lease).catch(() => undefined);
      throw error;
    } finally {
      this.#isAtWork = false;
      if (delivery.slowestMs !== null) this.#isSlow = delivery.slowestMs > slowMs;
    }
    return true;
  }

  #report(error: unknown): void {
    const { name: subscription } = this.subscription;
    if (error instanceof LeaseLostError) {
      this.logger.warn('Another instance has taken a subscription over', { subscription });
    } else {
      this.logger.error('A subscription cannot go on', { subscription, error });
    }
  }

  async #rest(): Promise<void> {
    if (this.#drains > 0 || this.#isClosing) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, restMs);
    this.#endRest = resolve;
    await promise;
    clearTimeout(timer);
  }
}

import type { StoredEvent } from '#application/events/stored-event.js';
import type { Subscription } from '#application/events/subscription.js';
import type { Logger } from '#application/shared/logger.js';
import { systemContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { LeaseLostError } from './event-failures.js';
import type { Lease, SubscriptionStore } from './subscription-store.js';
import { within } from './time-limit.js';

/** Tells the store that events have been handled. */
type Mark = () => Promise<boolean>;

const renewalsPerLease = 3;

/** Hands events over, and has it marked in the way that the subscription wants. */
export class Delivery {
  #slowestMs: number | null = null;

  constructor(
    private readonly subscription: Subscription,
    private readonly lease: Lease,
    private readonly store: SubscriptionStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly logger: Logger,
    /** For each call of a handler. */
    private readonly timeoutMs: number,
  ) {}

  get canBeTogether(): boolean {
    return this.subscription.isTransactional || this.subscription.handleAll !== undefined;
  }

  /** What the slowest call of a handler took, up to its time limit; null before the first. */
  get slowestMs(): number | null {
    return this.#slowestMs;
  }

  /**
   * @param mark false: the lease is lost.
   * @throws LeaseLostError, HandlerTimeoutError, and what the handler throws. Then nothing is marked, and
   * nothing written where the subscription is transactional.
   */
  async deliver(events: readonly StoredEvent[], mark: Mark): Promise<void> {
    if (this.subscription.isTransactional) await this.#exactlyOnce(events, mark);
    else await this.#atLeastOnce(events, mark);
  }

  async #exactlyOnce(events: readonly StoredEvent[], mark: Mark): Promise<void> {
    await this.unitOfWork.run(systemContext, async () => {
      if (!(await this.store.hold(this.lease))) throw new LeaseLostError();
      await this.#handle(events);
      if (!(await mark())) throw new LeaseLostError();
    });
  }

  async #atLeastOnce(events: readonly StoredEvent[], mark: Mark): Promise<void> {
    const renewal = setInterval(() => this.#renew(), this.lease.milliseconds / renewalsPerLease);
    try {
      await this.#handle(events);
    } finally {
      clearInterval(renewal);
    }
    if (!(await mark())) throw new LeaseLostError();
  }

  async #handle(events: readonly StoredEvent[]): Promise<void> {
    const { subscription } = this;
    if (events.length > 1 && subscription.handleAll !== undefined) {
      await this.#timed(subscription.handleAll(events));
      return;
    }
    for (const event of events) await this.#timed(subscription.handle(event));
  }

  async #timed(call: Promise<void>): Promise<void> {
    const began = performance.now();
    try {
      await within(this.timeoutMs, call);
    } finally {
      this.#slowestMs = Math.max(this.#slowestMs ?? 0, performance.now() - began);
    }
  }

  /** Whether the lease was still ours is asked when something is marked. */
  #renew(): void {
    this.store.renew(this.lease).catch((error) => {
      this.logger.warn('The lease of a subscription was not renewed', {
        subscription: this.subscription.name,
        error,
      });
    });
  }
}

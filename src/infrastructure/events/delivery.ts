import type { StoredEvent } from '#application/events/stored-event.js';
import type { Subscription } from '#application/events/subscription.js';
import type { Logger } from '#application/shared/logger.js';
import { systemContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { HandlerTimeoutError } from './event-failures.js';
import type { Lease, SubscriptionStore } from './subscription-store.js';

const renewalsPerLease = 3;

/** Hands events over, and has it marked in the way that the subscription wants. */
export class Delivery {
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

  /**
   * @param mark tells the store that they have been handled.
   * @throws LeaseLostError, HandlerTimeoutError, and what the handler throws. Then nothing is marked, and
   * nothing written where the subscription is transactional.
   */
  deliver(events: readonly StoredEvent[], mark: () => Promise<void>): Promise<void> {
    return this.subscription.isTransactional
      ? this.#exactlyOnce(events, mark)
      : this.#atLeastOnce(events, mark);
  }

  #exactlyOnce(events: readonly StoredEvent[], mark: () => Promise<void>): Promise<void> {
    return this.unitOfWork.run(systemContext, async () => {
      await this.store.hold(this.lease);
      await this.#handle(events);
      await mark();
    });
  }

  async #atLeastOnce(events: readonly StoredEvent[], mark: () => Promise<void>): Promise<void> {
    const renewal = setInterval(() => this.#renew(), this.lease.milliseconds / renewalsPerLease);
    try {
      await this.#handle(events);
    } finally {
      clearInterval(renewal);
    }
    await mark();
  }

  async #handle(events: readonly StoredEvent[]): Promise<void> {
    const { subscription } = this;
    if (events.length > 1 && subscription.handleAll) await this.#inTime(subscription.handleAll(events));
    else for (const event of events) await this.#inTime(subscription.handle(event));
  }

  /** What takes longer goes on, and is nobody's concern any more. */
  async #inTime(task: Promise<void>): Promise<void> {
    const { promise: timeout, reject } = Promise.withResolvers<never>();
    const late = new HandlerTimeoutError(`It took longer than ${this.timeoutMs} ms`);
    const timer = setTimeout(reject, this.timeoutMs, late);
    try {
      await Promise.race([task, timeout]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Whether the lease was still ours is found when something is marked. */
  #renew(): void {
    const { name: subscription } = this.subscription;
    this.store.renew(this.lease).catch((error) => {
      this.logger.warn('The lease of a subscription was not renewed', { subscription, error });
    });
  }
}

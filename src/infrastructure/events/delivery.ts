import type { StoredEvent } from '#application/events/stored-event.js';
import type { Subscription } from '#application/events/subscription.js';
import type { Logger } from '#application/shared/logger.js';
import { systemContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { HandlerTimeoutError } from './event-failures.js';
import type { Lease, SubscriptionStore } from './subscription-store.js';

const renewalsPerLease = 3;

/**
 * Hands events over.
 * @param mark tells the store that they have been handled.
 * @throws LeaseLostError, HandlerTimeoutError, and what the handler throws. Then nothing is marked, and
 * nothing written where the subscription is transactional.
 */
export type Delivery = (events: readonly StoredEvent[], mark: () => Promise<void>) => Promise<void>;

/**
 * Has events marked in the way that the subscription wants.
 * @param timeoutMs for each call of a handler.
 * @param tell of each call how long it took, in ms.
 */
export function deliveryTo(
  subscription: Subscription,
  lease: Lease,
  store: SubscriptionStore,
  unitOfWork: UnitOfWork,
  logger: Logger,
  timeoutMs: number,
  tell: (tookMs: number) => void,
): Delivery {
  const timed = async (call: Promise<void>) => {
    const began = performance.now();
    await within(timeoutMs, call).finally(() => tell(performance.now() - began));
  };
  const handle = async (events: readonly StoredEvent[]) => {
    if (events.length > 1 && subscription.handleAll) await timed(subscription.handleAll(events));
    else for (const event of events) await timed(subscription.handle(event));
  };
  const exactlyOnce: Delivery = (events, mark) =>
    unitOfWork.run(systemContext, async () => {
      await store.hold(lease);
      await handle(events);
      await mark();
    });
  /** Whether the lease was still ours is found when something is marked. */
  const renew = () =>
    store.renew(lease).catch((error) => {
      const { name } = subscription;
      logger.warn('The lease of a subscription was not renewed', { subscription: name, error });
    });
  const atLeastOnce: Delivery = async (events, mark) => {
    const renewal = setInterval(renew, lease.milliseconds / renewalsPerLease);
    await handle(events).finally(() => clearInterval(renewal));
    await mark();
  };
  return subscription.isTransactional ? exactlyOnce : atLeastOnce;
}

/** @throws HandlerTimeoutError when the task takes longer; whatever becomes of it is then nobody's concern. */
async function within(timeoutMs: number, task: Promise<void>): Promise<void> {
  const { promise: timeout, reject } = Promise.withResolvers<never>();
  const late = () => reject(new HandlerTimeoutError(`It took longer than ${timeoutMs} ms`));
  const timer = setTimeout(late, timeoutMs);
  await Promise.race([task, timeout]).finally(() => clearTimeout(timer));
}

import type { RequestContext } from '#application/shared/request-context.js';
import { requireSubscription } from './operator-only.js';
import type { Subscription } from './subscription.js';
import type { SubscriptionDesk } from './subscription-desk.js';

export interface ReplaySubscriptionCommand {
  readonly subscription: string;
  /** Null for everything that the log still has. */
  readonly since: Date | null;
}

export interface ReplaySubscriptionResult {
  /** Where it goes on from; null when it has never run. */
  readonly position: number | null;
}

/** Has a subscription handle again what it had handled. */
export class ReplaySubscription {
  constructor(
    private readonly desk: SubscriptionDesk,
    private readonly subscriptions: readonly Subscription[],
  ) {}

  /** @throws AppError FORBIDDEN for anybody but the system; VALIDATION_ERROR for an unknown subscription. */
  async execute(
    { subscription, since }: ReplaySubscriptionCommand,
    context: RequestContext,
  ): Promise<ReplaySubscriptionResult> {
    requireSubscription(context, this.subscriptions, subscription);
    return { position: await this.desk.replay(subscription, since) };
  }
}

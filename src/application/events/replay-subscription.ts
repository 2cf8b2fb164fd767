import type { Authorizer } from '#application/access/authorizer.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { manageEvents } from '#domain/events/permissions.js';
import { requireKnown } from './known-subscription.js';
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
    private readonly authorizer: Authorizer,
    private readonly desk: SubscriptionDesk,
    private readonly subscriptions: readonly Subscription[],
  ) {}

  /** @throws AppError FORBIDDEN without `events:manage`; SUBSCRIPTION_NOT_FOUND. */
  async execute(
    { subscription, since }: ReplaySubscriptionCommand,
    context: RequestContext,
  ): Promise<ReplaySubscriptionResult> {
    await this.authorizer.require(context, manageEvents);
    requireKnown(this.subscriptions, subscription);
    return { position: await this.desk.replay(subscription, since) };
  }
}

import type { Authorizer } from '#application/access/authorizer.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { manageEvents } from '#domain/events/permissions.js';
import type { Subscription } from './subscription.js';
import type { SubscriptionDesk, SubscriptionStatus } from './subscription-desk.js';

export interface ListedSubscription extends SubscriptionStatus {
  /** Null for one that this version does not have: nobody moves it, and it keeps events from being deleted. */
  readonly description: string | null;
}

export type ListSubscriptionsResult = readonly ListedSubscription[];

export class ListSubscriptions {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly desk: SubscriptionDesk,
    private readonly subscriptions: readonly Subscription[],
  ) {}

  /** @throws AppError FORBIDDEN without `events:manage`. */
  async execute(context: RequestContext): Promise<ListSubscriptionsResult> {
    await this.authorizer.require(context, manageEvents);
    const descriptions = new Map(this.subscriptions.map(({ name, description }) => [name, description]));
    const states = await this.desk.list(this.subscriptions);
    return states.map((state) => ({ ...state, description: descriptions.get(state.name) ?? null }));
  }
}

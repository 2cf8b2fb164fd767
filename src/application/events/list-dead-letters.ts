import type { RequestContext } from '#application/shared/request-context.js';
import { requireSubscription } from './operator-only.js';
import type { Subscription } from './subscription.js';
import type { DeadLetter, SubscriptionDesk } from './subscription-desk.js';

export interface ListDeadLettersQuery {
  readonly subscription: string;
  /** The position of the last one that is known; 0 for the first page. */
  readonly after: number;
  readonly limit: number;
}

export type ListDeadLettersResult = readonly DeadLetter[];

export class ListDeadLetters {
  constructor(
    private readonly desk: SubscriptionDesk,
    private readonly subscriptions: readonly Subscription[],
  ) {}

  /** @throws AppError FORBIDDEN for anybody but the system; VALIDATION_ERROR for an unknown subscription. */
  async execute(
    { subscription, after, limit }: ListDeadLettersQuery,
    context: RequestContext,
  ): Promise<ListDeadLettersResult> {
    requireSubscription(context, this.subscriptions, subscription);
    return this.desk.deadLetters(subscription, after, limit);
  }
}

import type { RequestContext } from '#application/shared/request-context.js';
import { parseId } from '#domain/shared/ids.js';
import { requireSubscription } from './operator-only.js';
import type { Subscription } from './subscription.js';
import type { SubscriptionDesk } from './subscription-desk.js';

export interface RetryDeadLettersCommand {
  readonly subscription: string;
  /** Null for all of them. */
  readonly eventId: string | null;
}

export interface RetryDeadLettersResult {
  /** How many will be tried. */
  readonly count: number;
}

/** Has dead letters tried once more, by whichever instance looks next; those that fail again stay. */
export class RetryDeadLetters {
  constructor(
    private readonly desk: SubscriptionDesk,
    private readonly subscriptions: readonly Subscription[],
  ) {}

  /**
   * @throws AppError FORBIDDEN for anybody but the system; VALIDATION_ERROR for an unknown subscription, and an
   * event id that is none.
   */
  async execute(
    { subscription, eventId }: RetryDeadLettersCommand,
    context: RequestContext,
  ): Promise<RetryDeadLettersResult> {
    requireSubscription(context, this.subscriptions, subscription);
    const event = eventId === null ? null : parseId(eventId, 'event');
    return { count: await this.desk.retry(subscription, event) };
  }
}

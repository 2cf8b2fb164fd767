import type { RequestContext } from '#application/shared/request-context.js';
import { parseId } from '#domain/shared/ids.js';
import { requireSubscription } from './operator-only.js';
import type { Subscription } from './subscription.js';
import type { SubscriptionDesk } from './subscription-desk.js';

export interface DiscardDeadLetterCommand {
  readonly subscription: string;
  readonly eventId: string;
}

/** False when there is no such dead letter. */
export type DiscardDeadLetterResult = boolean;

/** Gives an event up: the subscription will never handle it. The log keeps it until its time is over. */
export class DiscardDeadLetter {
  constructor(
    private readonly desk: SubscriptionDesk,
    private readonly subscriptions: readonly Subscription[],
  ) {}

  /**
   * @throws AppError FORBIDDEN for anybody but the system; VALIDATION_ERROR for an unknown subscription, and an
   * event id that is none.
   */
  async execute(
    { subscription, eventId }: DiscardDeadLetterCommand,
    context: RequestContext,
  ): Promise<DiscardDeadLetterResult> {
    requireSubscription(context, this.subscriptions, subscription);
    return this.desk.discard(subscription, parseId(eventId, 'event'));
  }
}

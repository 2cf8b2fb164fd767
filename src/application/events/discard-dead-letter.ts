import type { Authorizer } from '#application/access/authorizer.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { deadLetterNotFound } from '#domain/events/errors.js';
import { manageEvents } from '#domain/events/permissions.js';
import { parseId } from '#domain/shared/ids.js';
import { requireKnown } from './known-subscription.js';
import type { Subscription } from './subscription.js';
import type { SubscriptionDesk } from './subscription-desk.js';

export interface DiscardDeadLetterCommand {
  readonly subscription: string;
  readonly eventId: string;
}

/** Gives an event up: the subscription will never handle it. The log keeps it until its time is over. */
export class DiscardDeadLetter {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly desk: SubscriptionDesk,
    private readonly subscriptions: readonly Subscription[],
  ) {}

  /**
   * @throws AppError FORBIDDEN without `events:manage`; VALIDATION_ERROR for an event id that is none;
   * SUBSCRIPTION_NOT_FOUND, DEAD_LETTER_NOT_FOUND.
   */
  async execute({ subscription, eventId }: DiscardDeadLetterCommand, context: RequestContext): Promise<void> {
    await this.authorizer.require(context, manageEvents);
    requireKnown(this.subscriptions, subscription);
    const isDone = await this.desk.discard(subscription, parseId(eventId, 'event'));
    if (!isDone) throw deadLetterNotFound();
  }
}

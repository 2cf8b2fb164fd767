import type { Authorizer } from '#application/access/authorizer.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { deadLetterNotFound } from '#domain/events/errors.js';
import { manageEvents } from '#domain/events/permissions.js';
import { parseId } from '#domain/shared/ids.js';
import { requireKnown } from './known-subscription.js';
import type { Subscription } from './subscription.js';
import type { DeadLetter, SubscriptionDesk } from './subscription-desk.js';

export interface ShowDeadLetterQuery {
  readonly subscription: string;
  readonly eventId: string;
}

export class ShowDeadLetter {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly desk: SubscriptionDesk,
    private readonly subscriptions: readonly Subscription[],
  ) {}

  /**
   * @throws AppError FORBIDDEN without `events:manage`; VALIDATION_ERROR for an event id that is none;
   * SUBSCRIPTION_NOT_FOUND, DEAD_LETTER_NOT_FOUND.
   */
  async execute(
    { subscription, eventId }: ShowDeadLetterQuery,
    context: RequestContext,
  ): Promise<DeadLetter> {
    await this.authorizer.require(context, manageEvents);
    requireKnown(this.subscriptions, subscription);
    const letter = await this.desk.findDeadLetter(subscription, parseId(eventId, 'event'));
    if (letter === null) throw deadLetterNotFound();
    return letter;
  }
}

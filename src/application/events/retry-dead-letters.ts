import type { Authorizer } from '#application/access/authorizer.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { deadLetterNotFound } from '#domain/events/errors.js';
import { manageEvents } from '#domain/events/permissions.js';
import { parseId } from '#domain/shared/ids.js';
import { requireKnown } from './known-subscription.js';
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
    private readonly authorizer: Authorizer,
    private readonly desk: SubscriptionDesk,
    private readonly subscriptions: readonly Subscription[],
  ) {}

  /**
   * @throws AppError FORBIDDEN without `events:manage`; VALIDATION_ERROR for an event id that is none;
   * SUBSCRIPTION_NOT_FOUND; DEAD_LETTER_NOT_FOUND for the one that is meant.
   */
  async execute(
    { subscription, eventId }: RetryDeadLettersCommand,
    context: RequestContext,
  ): Promise<RetryDeadLettersResult> {
    await this.authorizer.require(context, manageEvents);
    requireKnown(this.subscriptions, subscription);
    const event = eventId === null ? null : parseId(eventId, 'event');
    const count = await this.desk.retry(subscription, event);
    if (event !== null && count === 0) throw deadLetterNotFound();
    return { count };
  }
}

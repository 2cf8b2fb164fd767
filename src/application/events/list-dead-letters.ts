import type { Authorizer } from '#application/access/authorizer.js';
import type { CursorPage } from '#application/shared/pages.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { manageEvents } from '#domain/events/permissions.js';
import { invalidField } from '#domain/shared/validation.js';
import { positionOf, sequenceOf } from './cloud-event.js';
import { requireKnown } from './known-subscription.js';
import type { Subscription } from './subscription.js';
import type { DeadLetter, SubscriptionDesk } from './subscription-desk.js';

export interface ListDeadLettersQuery {
  readonly subscription: string;
  /** The sequence of the last one that is known; null for the first page. */
  readonly cursor: string | null;
  readonly limit: number;
}

/** In the order of the log. */
export class ListDeadLetters {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly desk: SubscriptionDesk,
    private readonly subscriptions: readonly Subscription[],
  ) {}

  /** @throws AppError FORBIDDEN without `events:manage`; SUBSCRIPTION_NOT_FOUND; VALIDATION_ERROR for what is no cursor. */
  async execute(
    { subscription, cursor, limit }: ListDeadLettersQuery,
    context: RequestContext,
  ): Promise<CursorPage<DeadLetter>> {
    await this.authorizer.require(context, manageEvents);
    requireKnown(this.subscriptions, subscription);
    const after = cursor === null ? 0 : positionOf(cursor);
    if (after === null) throw invalidField('cursor', 'must be the nextCursor of a page');
    const found = await this.desk.deadLetters(subscription, after, limit + 1);
    const items = found.slice(0, limit);
    const last = items.at(-1);
    return { items, nextCursor: found.length > limit && last ? sequenceOf(last.event.position) : null };
  }
}

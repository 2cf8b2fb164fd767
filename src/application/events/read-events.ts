import type { Authorizer } from '#application/access/authorizer.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { readEvents } from '#domain/events/permissions.js';
import { invalidField } from '#domain/shared/validation.js';
import { sequenceOf } from './cloud-event.js';
import type { EventCatalogue } from './event-catalogue.js';
import type { EventFeed, EventFilter, EventPage } from './event-feed.js';

export interface ReadEventsQuery {
  readonly after: number | 'beginning' | 'now';
  readonly filter: EventFilter;
  readonly limit: number;
}

export type ReadEventsResult = Pick<EventPage, 'events' | 'next' | 'hasMore' | 'end'>;

/** Hands out the log from any point that is still kept. */
export class ReadEvents {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly feed: EventFeed,
    private readonly catalogue: EventCatalogue,
  ) {}

  /**
   * @throws AppError FORBIDDEN without `events:read`; VALIDATION_ERROR for a type that no feature defines, and for a
   * position that is no longer kept, or that the log has not reached: what was read from there would have a gap.
   */
  async execute(
    { after, filter, limit }: ReadEventsQuery,
    context: RequestContext,
  ): Promise<ReadEventsResult> {
    await this.authorizer.require(context, readEvents);
    this.#requireKnown(filter.types ?? []);
    const { start, last, ...page } = await this.feed.read(after, filter, limit);
    if (typeof after === 'number' && after < start) {
      throw invalidField('after', `is no longer kept: the oldest position is ${sequenceOf(start)}`);
    }
    if (typeof after === 'number' && after > last) {
      throw invalidField('after', `is ahead of the log, whose last position is ${sequenceOf(last)}`);
    }
    return page;
  }

  #requireKnown(types: readonly string[]): void {
    const known = new Set(this.catalogue.all.map(({ eventName }) => eventName));
    const unknown = types.find((type) => !known.has(type));
    if (unknown !== undefined) throw invalidField('types', `there is no event ${JSON.stringify(unknown)}`);
  }
}

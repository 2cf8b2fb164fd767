import type { IdGenerator } from '#application/shared/id-generator.js';
import type { StoredEvent } from '#application/shared/outbox.js';
import { actorIdOf, type RequestContext } from '#application/shared/request-context.js';
import { type DomainEvent, eventCatalogue } from '#domain/shared/domain-event.js';

/**
 * Events with their ids and origin, as they go into the outbox. Known are those of the catalogue, all of
 * which the event registry knows, or else it cannot be built. (To ask the registry itself would be a circle:
 * it holds handlers, and they may use the repositories that append events.) The ids of one call sort as the
 * events happened, which ids made within one millisecond do not by themselves.
 * @throws Error for an event that was not made by `defineEvent`: nobody could be told of it.
 */
export function toStoredEvents(
  events: readonly DomainEvent[],
  context: RequestContext,
  generator: IdGenerator,
): StoredEvent[] {
  const ids = events.map(() => generator.next()).sort();
  const { ip, userAgent, requestId } = context;
  return events.map((event, index) => {
    if (!eventCatalogue().has(event.name)) {
      throw new Error(`Event ${event.name} is not registered: define it with defineEvent`);
    }
    return { ...event, id: ids[index] as string, actorId: actorIdOf(context), ip, userAgent, requestId };
  });
}

import type { EventCatalogue } from '#application/events/event-catalogue.js';
import type { StoredEvent } from '#application/events/stored-event.js';
import type { IdGenerator } from '#application/shared/id-generator.js';
import { actorIdOf, type RequestContext } from '#application/shared/request-context.js';
import type { DomainEvent } from '#domain/shared/domain-event.js';

/** Before the log has given it its place. */
export type NewEvent = Omit<StoredEvent, 'position'>;

/**
 * Events with their ids and origin, as they go into the log. The ids of one call sort as the events happened,
 * which ids made within one millisecond do not by themselves.
 * @throws Error for an event that no feature lists: nobody could be told of it.
 */
export function toNewEvents(
  events: readonly DomainEvent[],
  context: RequestContext,
  generator: IdGenerator,
  catalogue: EventCatalogue,
): NewEvent[] {
  const ids = events.map(() => generator.next()).sort();
  const { ip, userAgent, requestId } = context;
  return events.map((event, index) => {
    if (catalogue.find(event) === undefined) {
      throw new Error(`Event ${event.name} is not registered: list it in the manifest of its feature`);
    }
    return { ...event, id: ids[index] as string, actorId: actorIdOf(context), ip, userAgent, requestId };
  });
}

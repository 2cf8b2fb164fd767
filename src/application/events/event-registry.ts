import type { EventHandler } from '#application/shared/outbox.js';
import { type EventDescription, eventCatalogue } from '#domain/shared/domain-event.js';

/** Which handlers an event goes to. */
export class EventRegistry {
  readonly #handlers: ReadonlyMap<string, readonly EventHandler[]>;

  /** @throws Error when an event of the catalogue is missing, so that none is lost in silence. */
  constructor(reactions: readonly (readonly [EventDescription, readonly EventHandler[]])[]) {
    this.#handlers = new Map(reactions.map(([event, handlers]) => [event.eventName, handlers]));
    const missing = [...eventCatalogue().keys()].filter((name) => !this.#handlers.has(name));
    if (missing.length > 0) {
      throw new Error(
        `No handlers are registered for ${missing.join(', ')}: list them in the event registry`,
      );
    }
  }

  /** @throws Error for an event that is not registered. */
  handlersOf(eventName: string): readonly EventHandler[] {
    const handlers = this.#handlers.get(eventName);
    if (handlers === undefined) throw new Error(`Event ${eventName} is not registered`);
    return handlers;
  }
}

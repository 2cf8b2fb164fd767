import type { EventDescription } from '#domain/shared/domain-event.js';

/** The events of all features, each in the version that is appended now. @public */
export class EventCatalogue {
  readonly #byName = new Map<string, EventDescription>();

  /** @throws Error when two have the same name. */
  constructor(definitions: Iterable<EventDescription>) {
    for (const definition of definitions) {
      const { eventName } = definition;
      if (this.#byName.has(eventName)) throw new Error(`Event ${eventName} is defined twice`);
      this.#byName.set(eventName, definition);
    }
  }

  get all(): readonly EventDescription[] {
    return [...this.#byName.values()];
  }

  /** Undefined for what no feature defines, or defines in another version. */
  find({ name, version }: { readonly name: string; readonly version: number }): EventDescription | undefined {
    const definition = this.#byName.get(name);
    return definition?.version === version ? definition : undefined;
  }
}

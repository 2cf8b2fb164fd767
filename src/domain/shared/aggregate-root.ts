import type { DomainEvent } from './domain-event.js';

/** Records what happened; a repository takes the events when it stores the aggregate. */
export abstract class AggregateRoot {
  readonly #events: DomainEvent[] = [];

  protected record(event: DomainEvent): void {
    this.#events.push(event);
  }

  /** What would be handed out. */
  get events(): readonly DomainEvent[] {
    return this.#events;
  }

  /** Hands the events out once. */
  pullEvents(): readonly DomainEvent[] {
    return this.#events.splice(0);
  }
}

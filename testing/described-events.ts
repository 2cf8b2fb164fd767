import type { EventCatalogue } from '#application/events/event-catalogue.js';
import { payloadFaults } from '#application/events/event-schema.js';
import type { StoredEvent } from '#application/events/stored-event.js';
import type { AppendedEvents } from '#infrastructure/shared/appended-events.js';

/** Holds what use cases record against what their features say of it. */
export class DescribedEvents implements AppendedEvents {
  constructor(private readonly catalogue: Pick<EventCatalogue, 'find'>) {}

  /** @throws Error for a payload that is not as it is described. */
  async appended(events: readonly StoredEvent[]): Promise<void> {
    for (const event of events) {
      const faults = payloadFaults(this.catalogue.find(event)?.fields ?? {}, event.payload);
      if (faults.length > 0) throw new Error(`Event ${event.name}: ${faults.join('; ')}`);
    }
  }
}

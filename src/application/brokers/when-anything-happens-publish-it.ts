import { toCloudEvent } from '#application/events/cloud-event.js';
import type { StoredEvent } from '#application/events/stored-event.js';
import type { Subscription } from '#application/events/subscription.js';
import type { EventPublisher } from './event-publisher.js';

/** At least once, in the order of the log. @public */
export class WhenAnythingHappensPublishIt implements Subscription {
  readonly events = 'all';
  readonly start = 'now';
  readonly isTransactional = false;
  readonly description: string;

  /**
   * @param name of the subscription.
   * @param broker as people call it.
   * @param source the issuer.
   */
  constructor(
    readonly name: string,
    broker: string,
    private readonly publisher: EventPublisher,
    private readonly source: string,
  ) {
    this.description = `Publishes every event to ${broker}.`;
  }

  handle(event: StoredEvent): Promise<void> {
    return this.handleAll([event]);
  }

  handleAll(events: readonly StoredEvent[]): Promise<void> {
    return this.publisher.publish(events.map((event) => toCloudEvent(event, this.source)));
  }
}

import { toCloudEvent } from '#application/events/cloud-event.js';
import type { StoredEvent } from '#application/events/stored-event.js';
import type { Subscription } from '#application/events/subscription.js';
import type { EventPublisher } from './event-publisher.js';

/** At least once, in the order of the log. */
export class WhenAnythingHappensPublishIt implements Subscription {
  readonly name = 'rabbitmq';
  readonly description = 'Publishes every event to RabbitMQ.';
  readonly events = 'all';
  readonly start = 'now';
  readonly isTransactional = false;

  /** @param source the issuer. */
  constructor(
    private readonly publisher: EventPublisher,
    private readonly source: string,
  ) {}

  handle(event: StoredEvent): Promise<void> {
    return this.handleAll([event]);
  }

  handleAll(events: readonly StoredEvent[]): Promise<void> {
    return this.publisher.publish(events.map((event) => toCloudEvent(event, this.source)));
  }
}

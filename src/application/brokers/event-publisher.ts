import type { CloudEvent } from '#application/events/cloud-event.js';

/** Hands events to whoever wants them, outside. @public */
export interface EventPublisher {
  /**
   * In this order; resolves when the broker has all of them on disk.
   * @throws AwayError when it did not say so in time. Some may have arrived, and are to be sent again.
   */
  publish(events: readonly CloudEvent[]): Promise<void>;
}

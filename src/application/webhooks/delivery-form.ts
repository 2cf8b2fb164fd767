import { toCloudEvent } from '#application/events/cloud-event.js';
import type { StoredEvent } from '#application/events/stored-event.js';
import type { Clock } from '#application/shared/clock.js';
import type { IdGenerator } from '#application/shared/id-generator.js';
import { actorIdOf, type RequestContext } from '#application/shared/request-context.js';
import { webhookTest } from '#domain/webhooks/events.js';
import type { WebhookId } from '#domain/webhooks/webhook.js';
import type { NewDelivery } from './delivery-queue.js';

/** Makes deliveries of events. */
export class DeliveryForm {
  /** @param source the issuer. */
  constructor(
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
    private readonly source: string,
  ) {}

  /** One for each webhook that is told of it. */
  of(event: StoredEvent, webhookIds: readonly WebhookId[], cause: NewDelivery['cause']): NewDelivery[] {
    if (webhookIds.length === 0) return [];
    const body = JSON.stringify(toCloudEvent(event, this.source));
    const { id: eventId, name: type, position } = event;
    const delivery = { eventId, type, position, body, cause };
    return webhookIds.map((webhookId) => ({ ...delivery, id: this.ids.next(), webhookId }));
  }

  /** Of an event that is in no log. */
  test(id: WebhookId, context: RequestContext): NewDelivery[] {
    const { ip, userAgent, requestId, traceparent } = context;
    const origin = { actorId: actorIdOf(context), ip, userAgent, requestId, traceparent };
    const event = { ...webhookTest(id, {}, this.clock.now()), ...origin, id: this.ids.next(), position: 0 };
    return this.of(event, [id], 'test');
  }
}

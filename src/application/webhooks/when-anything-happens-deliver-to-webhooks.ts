import { type StoredEvent, tenantOfEvent } from '#application/events/stored-event.js';
import type { Subscription } from '#application/events/subscription.js';
import { systemContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { matchesAny } from '#domain/webhooks/event-types.js';
import { webhookCreated } from '#domain/webhooks/events.js';
import type { WebhookId } from '#domain/webhooks/webhook.js';
import type { DeliveryForm } from './delivery-form.js';
import type { DeliveryQueue } from './delivery-queue.js';
import type { WebhookDirectory } from './webhook-directory.js';

/**
 * In the order of the log, and in the transaction that moves the position: each event becomes one delivery to each
 * webhook that wants it. A webhook begins behind the event of its own making, so that no clock decides what is new.
 */
export class WhenAnythingHappensDeliverToWebhooks implements Subscription {
  readonly name = 'webhooks';
  readonly description = 'Makes deliveries of events, for each webhook that is told of them.';
  readonly events = 'all';
  // A webhook that was made before the subscription first ran is found in the log, and what was before it is passed over.
  readonly start = 'beginning';
  readonly isTransactional = true;

  constructor(
    private readonly queue: DeliveryQueue,
    private readonly form: DeliveryForm,
    private readonly directory: WebhookDirectory,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  handle(event: StoredEvent): Promise<void> {
    return this.handleAll([event]);
  }

  /** Webhooks of the whole service are told of all of them; those of a tenant of what is about it. */
  async handleAll(events: readonly StoredEvent[]): Promise<void> {
    await this.#deliver(events);
    const byTenant = Map.groupBy(events, tenantOfEvent);
    const tenants = [...byTenant.keys()].filter((tenantId) => tenantId !== null);
    if (tenants.length === 0) return;
    for (const tenantId of await this.directory.among(tenants)) {
      const own = byTenant.get(tenantId) ?? [];
      await this.unitOfWork.scoped(tenantId, systemContext, () => this.#deliver(own));
    }
  }

  /** To the webhooks of whoever's scope it is. */
  async #deliver(events: readonly StoredEvent[]): Promise<void> {
    for (const { name, subjectId, position } of events) {
      if (name === webhookCreated.eventName) await this.queue.open(subjectId as WebhookId, position);
    }
    const targets = await this.queue.targets();
    const deliveries = events.flatMap((event) => {
      const wanting = targets.filter(
        ({ types, after }) => after < event.position && matchesAny(types, event.name),
      );
      return this.form.of(
        event,
        wanting.map(({ id }) => id),
        'event',
      );
    });
    if (deliveries.length > 0) await this.queue.add(deliveries);
  }
}

import type { StoredEvent } from '#application/events/stored-event.js';
import type { Subscription } from '#application/events/subscription.js';
import type { Clock } from '#application/shared/clock.js';
import { systemContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { TenantId } from '#domain/shared/ids.js';
import { tenantDeleted } from '#domain/tenants/events.js';
import type { WebhookRepository } from '#domain/webhooks/webhook-repository.js';

/** The tenant is kept for a while; its webhooks are told of nothing any more. */
export class WhenATenantIsDeletedRemoveItsWebhooks implements Subscription {
  readonly name = 'webhooks-of-deleted-tenants';
  readonly description = 'Removes the webhooks of a tenant that was deleted, with their deliveries.';
  readonly events = [tenantDeleted];
  readonly start = 'now';
  readonly isTransactional = true;

  constructor(
    private readonly webhooks: WebhookRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  handle({ payload }: StoredEvent): Promise<void> {
    return this.unitOfWork.scoped(payload.tenantId as TenantId, systemContext, async () => {
      for (const webhook of await this.webhooks.list()) {
        webhook.delete(this.clock.now());
        await this.webhooks.remove(webhook);
      }
    });
  }
}

import type { RequestContext } from '#application/shared/request-context.js';
import { parseId } from '#domain/shared/ids.js';
import { deliveryNotFound } from '#domain/webhooks/errors.js';
import { WebhookId } from '#domain/webhooks/webhook.js';
import type { WebhookRepository } from '#domain/webhooks/webhook-repository.js';
import { requireActive } from './active-webhooks.js';
import type { DeliveryDesk } from './delivery-desk.js';
import type { WebhookAccess } from './webhook-access.js';

export class Redeliver {
  constructor(
    private readonly access: WebhookAccess,
    private readonly webhooks: WebhookRepository,
    private readonly desk: DeliveryDesk,
  ) {}

  /**
   * Sends once more what was sent, whatever came of it, and tries as often as at first.
   * @throws AppError FORBIDDEN without `webhooks:write`; VALIDATION_ERROR; WEBHOOK_NOT_FOUND, WEBHOOK_INACTIVE;
   * DELIVERY_NOT_FOUND.
   */
  async execute(
    { webhookId, id }: { readonly webhookId: string; readonly id: string },
    context: RequestContext,
  ): Promise<void> {
    const webhook = WebhookId.parse(webhookId);
    const delivery = parseId(id, 'did');
    const owner = await this.access.toWebhook(webhook, context);
    await this.access.within(owner, context, async () => {
      await requireActive(this.webhooks, webhook);
      if (!(await this.desk.redeliver(webhook, delivery))) throw deliveryNotFound();
    });
  }
}

import type { RequestContext } from '#application/shared/request-context.js';
import { WebhookId } from '#domain/webhooks/webhook.js';
import type { WebhookRepository } from '#domain/webhooks/webhook-repository.js';
import { requireActive } from './active-webhooks.js';
import type { DeliveryForm } from './delivery-form.js';
import type { DeliveryQueue } from './delivery-queue.js';
import type { WebhookAccess } from './webhook-access.js';

export class TestWebhook {
  constructor(
    private readonly access: WebhookAccess,
    private readonly webhooks: WebhookRepository,
    private readonly form: DeliveryForm,
    private readonly queue: DeliveryQueue,
  ) {}

  /**
   * Delivers an event `webhook.test` to it, and to no other.
   * @throws AppError FORBIDDEN without `webhooks:write`; VALIDATION_ERROR; WEBHOOK_NOT_FOUND, WEBHOOK_INACTIVE.
   */
  async execute({ id: rawId }: { readonly id: string }, context: RequestContext): Promise<void> {
    const id = WebhookId.parse(rawId);
    const owner = await this.access.toWebhook(id, context);
    await this.access.within(owner, context, async () => {
      await requireActive(this.webhooks, id);
      await this.queue.add(this.form.test(id, context));
    });
  }
}

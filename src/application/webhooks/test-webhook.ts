import type { Authorizer } from '#application/access/authorizer.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { writeWebhooks } from '#domain/webhooks/permissions.js';
import { WebhookId } from '#domain/webhooks/webhook.js';
import type { WebhookRepository } from '#domain/webhooks/webhook-repository.js';
import { requireActive } from './active-webhooks.js';
import type { DeliveryForm } from './delivery-form.js';
import type { DeliveryQueue } from './delivery-queue.js';

export class TestWebhook {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly webhooks: WebhookRepository,
    private readonly form: DeliveryForm,
    private readonly queue: DeliveryQueue,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Delivers an event `webhook.test` to it, and to no other.
   * @throws AppError FORBIDDEN without `webhooks:write`; VALIDATION_ERROR; WEBHOOK_NOT_FOUND, WEBHOOK_INACTIVE.
   */
  async execute({ id: rawId }: { readonly id: string }, context: RequestContext): Promise<void> {
    await this.authorizer.require(context, writeWebhooks);
    const id = WebhookId.parse(rawId);
    await this.unitOfWork.run(context, async () => {
      await requireActive(this.webhooks, id);
      await this.queue.add(this.form.test(id, context));
    });
  }
}

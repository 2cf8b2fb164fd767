import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { webhookNotFound } from '#domain/webhooks/errors.js';
import { WebhookId } from '#domain/webhooks/webhook.js';
import type { WebhookRepository } from '#domain/webhooks/webhook-repository.js';
import type { WebhookAccess } from './webhook-access.js';

export class DeleteWebhook {
  constructor(
    private readonly access: WebhookAccess,
    private readonly webhooks: WebhookRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError FORBIDDEN without `webhooks:write`; VALIDATION_ERROR; WEBHOOK_NOT_FOUND; VERSION_CONFLICT. */
  async execute({ id: rawId }: { readonly id: string }, context: RequestContext): Promise<void> {
    const id = WebhookId.parse(rawId);
    const owner = await this.access.toWebhook(id, context);
    await this.access.changing(owner, context, async () => {
      const webhook = await this.webhooks.findById(id);
      if (webhook === null) throw webhookNotFound();
      webhook.delete(this.clock.now());
      await this.webhooks.remove(webhook);
    });
  }
}

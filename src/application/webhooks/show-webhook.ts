import type { RequestContext } from '#application/shared/request-context.js';
import { webhookNotFound } from '#domain/webhooks/errors.js';
import { WebhookId } from '#domain/webhooks/webhook.js';
import type { WebhookRepository } from '#domain/webhooks/webhook-repository.js';
import type { WebhookAccess } from './webhook-access.js';
import { viewOf, type WebhookView } from './webhook-view.js';

export class ShowWebhook {
  constructor(
    private readonly access: WebhookAccess,
    private readonly webhooks: WebhookRepository,
  ) {}

  /** @throws AppError FORBIDDEN without `webhooks:write`; VALIDATION_ERROR; WEBHOOK_NOT_FOUND. */
  async execute({ id }: { readonly id: string }, context: RequestContext): Promise<WebhookView> {
    const webhookId = WebhookId.parse(id);
    const owner = await this.access.toWebhook(webhookId, context);
    const webhook = await this.access.within(owner, context, () => this.webhooks.findById(webhookId));
    if (webhook === null) throw webhookNotFound();
    return viewOf(webhook);
  }
}

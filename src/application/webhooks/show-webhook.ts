import type { Authorizer } from '#application/access/authorizer.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { webhookNotFound } from '#domain/webhooks/errors.js';
import { writeWebhooks } from '#domain/webhooks/permissions.js';
import { WebhookId } from '#domain/webhooks/webhook.js';
import type { WebhookRepository } from '#domain/webhooks/webhook-repository.js';
import { viewOf, type WebhookView } from './webhook-view.js';

export class ShowWebhook {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly webhooks: WebhookRepository,
  ) {}

  /** @throws AppError FORBIDDEN without `webhooks:write`; VALIDATION_ERROR; WEBHOOK_NOT_FOUND. */
  async execute({ id }: { readonly id: string }, context: RequestContext): Promise<WebhookView> {
    await this.authorizer.require(context, writeWebhooks);
    const webhook = await this.webhooks.findById(WebhookId.parse(id));
    if (webhook === null) throw webhookNotFound();
    return viewOf(webhook);
  }
}

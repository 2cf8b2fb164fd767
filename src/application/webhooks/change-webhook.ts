import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { webhookNotFound } from '#domain/webhooks/errors.js';
import { WebhookId } from '#domain/webhooks/webhook.js';
import type { WebhookRepository } from '#domain/webhooks/webhook-repository.js';
import type { EndpointRules, WebhookFields } from './endpoint-rules.js';
import type { WebhookAccess } from './webhook-access.js';
import { viewOf, type WebhookView } from './webhook-view.js';

export interface ChangeWebhookCommand extends WebhookFields {
  readonly id: string;
}

export class ChangeWebhook {
  constructor(
    private readonly access: WebhookAccess,
    private readonly rules: EndpointRules,
    private readonly webhooks: WebhookRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError FORBIDDEN without `webhooks:write`; VALIDATION_ERROR; WEBHOOK_NOT_FOUND; VERSION_CONFLICT. */
  async execute(
    { id: rawId, ...fields }: ChangeWebhookCommand,
    context: RequestContext,
  ): Promise<WebhookView> {
    const id = WebhookId.parse(rawId);
    const owner = await this.access.toWebhook(id, context);
    const change = await this.rules.parse(fields);
    return this.access.changing(owner, context, async () => {
      const webhook = await this.webhooks.findById(id);
      if (webhook === null) throw webhookNotFound();
      const before = webhook.state;
      webhook.change(change, this.clock.now());
      if (webhook.state !== before) await this.webhooks.save(webhook);
      return viewOf(webhook);
    });
  }
}

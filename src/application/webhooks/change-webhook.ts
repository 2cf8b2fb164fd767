import type { Authorizer } from '#application/access/authorizer.js';
import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { webhookNotFound } from '#domain/webhooks/errors.js';
import { writeWebhooks } from '#domain/webhooks/permissions.js';
import { WebhookId } from '#domain/webhooks/webhook.js';
import type { WebhookRepository } from '#domain/webhooks/webhook-repository.js';
import type { EndpointRules, WebhookFields } from './endpoint-rules.js';
import { viewOf, type WebhookView } from './webhook-view.js';

export interface ChangeWebhookCommand extends WebhookFields {
  readonly id: string;
}

export class ChangeWebhook {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly rules: EndpointRules,
    private readonly webhooks: WebhookRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError FORBIDDEN without `webhooks:write`; VALIDATION_ERROR; WEBHOOK_NOT_FOUND; VERSION_CONFLICT. */
  async execute(
    { id: rawId, ...fields }: ChangeWebhookCommand,
    context: RequestContext,
  ): Promise<WebhookView> {
    await this.authorizer.require(context, writeWebhooks);
    const id = WebhookId.parse(rawId);
    const change = await this.rules.parse(fields);
    return this.unitOfWork.run(context, async () => {
      await this.authorizer.requireStill(context, writeWebhooks);
      const webhook = await this.webhooks.findById(id);
      if (webhook === null) throw webhookNotFound();
      const before = webhook.state;
      webhook.change(change, this.clock.now());
      if (webhook.state !== before) await this.webhooks.save(webhook);
      return viewOf(webhook);
    });
  }
}

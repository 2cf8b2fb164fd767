import type { Authorizer } from '#application/access/authorizer.js';
import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { webhookNotFound } from '#domain/webhooks/errors.js';
import { writeWebhooks } from '#domain/webhooks/permissions.js';
import { WebhookId } from '#domain/webhooks/webhook.js';
import type { WebhookRepository } from '#domain/webhooks/webhook-repository.js';

export class DeleteWebhook {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly webhooks: WebhookRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError FORBIDDEN without `webhooks:write`; VALIDATION_ERROR; WEBHOOK_NOT_FOUND; VERSION_CONFLICT. */
  async execute({ id: rawId }: { readonly id: string }, context: RequestContext): Promise<void> {
    await this.authorizer.require(context, writeWebhooks);
    const id = WebhookId.parse(rawId);
    await this.unitOfWork.run(context, async () => {
      await this.authorizer.requireStill(context, writeWebhooks);
      const webhook = await this.webhooks.findById(id);
      if (webhook === null) throw webhookNotFound();
      webhook.delete(this.clock.now());
      await this.webhooks.remove(webhook);
    });
  }
}

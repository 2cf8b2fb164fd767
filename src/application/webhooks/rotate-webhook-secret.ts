import type { Authorizer } from '#application/access/authorizer.js';
import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { webhookNotFound } from '#domain/webhooks/errors.js';
import { writeWebhooks } from '#domain/webhooks/permissions.js';
import { WebhookId } from '#domain/webhooks/webhook.js';
import type { WebhookRepository } from '#domain/webhooks/webhook-repository.js';
import type { SigningSecrets } from './signing-secrets.js';
import { viewOf, type WebhookView } from './webhook-view.js';

export class RotateWebhookSecret {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly webhooks: WebhookRepository,
    private readonly secrets: SigningSecrets,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * The secret before signs too for a day; one that was still doing so does no more.
   * @returns it with its new secret, which is told now and never again.
   * @throws AppError FORBIDDEN without `webhooks:write`; VALIDATION_ERROR; WEBHOOK_NOT_FOUND; VERSION_CONFLICT.
   */
  async execute(
    { id: rawId }: { readonly id: string },
    context: RequestContext,
  ): Promise<WebhookView & { readonly secret: string }> {
    await this.authorizer.require(context, writeWebhooks);
    const id = WebhookId.parse(rawId);
    const { secret, sealed } = this.secrets.make(id);
    return this.unitOfWork.run(context, async () => {
      await this.authorizer.requireStill(context, writeWebhooks);
      const webhook = await this.webhooks.findById(id);
      if (webhook === null) throw webhookNotFound();
      webhook.rotateSecret(sealed, this.clock.now());
      await this.webhooks.save(webhook);
      return { ...viewOf(webhook), secret };
    });
  }
}

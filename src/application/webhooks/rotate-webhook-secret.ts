import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { webhookNotFound } from '#domain/webhooks/errors.js';
import { WebhookId } from '#domain/webhooks/webhook.js';
import type { WebhookRepository } from '#domain/webhooks/webhook-repository.js';
import type { SigningSecrets } from './signing-secrets.js';
import type { WebhookAccess } from './webhook-access.js';
import { viewOf, type WebhookView } from './webhook-view.js';

export class RotateWebhookSecret {
  constructor(
    private readonly access: WebhookAccess,
    private readonly webhooks: WebhookRepository,
    private readonly secrets: SigningSecrets,
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
    const id = WebhookId.parse(rawId);
    const owner = await this.access.toWebhook(id, context);
    const { secret, sealed } = this.secrets.make(id);
    return this.access.changing(owner, context, async () => {
      const webhook = await this.webhooks.findById(id);
      if (webhook === null) throw webhookNotFound();
      webhook.rotateSecret(sealed, this.clock.now());
      await this.webhooks.save(webhook);
      return { ...viewOf(webhook), secret };
    });
  }
}

import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { forbidden } from '#domain/access/errors.js';
import type { WebhookRepository } from '#domain/webhooks/webhook-repository.js';
import { forEachOwner } from './owners.js';
import type { SigningSecrets } from './signing-secrets.js';
import type { WebhookDirectory } from './webhook-directory.js';

/** Encrypts the secrets of all webhooks with the first key, so that the others can be removed. May be run again. */
export class ResealWebhookSecrets {
  constructor(
    private readonly webhooks: WebhookRepository,
    private readonly directory: WebhookDirectory,
    private readonly secrets: SigningSecrets,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * @throws AppError FORBIDDEN for all but the service itself; VERSION_CONFLICT where a webhook is changed meanwhile;
   * Error where a secret needs a key that is not there. What was done before stays.
   */
  async execute(context: RequestContext): Promise<{ readonly count: number }> {
    if (context.principal?.kind !== 'system') throw forbidden();
    let count = 0;
    await forEachOwner(this.directory, this.unitOfWork, async () => {
      const webhooks = await this.webhooks.list();
      for (const webhook of webhooks) {
        webhook.reseal((sealed) => this.secrets.resealed(sealed, webhook.state.id));
        await this.webhooks.save(webhook);
      }
      count += webhooks.length;
    });
    return { count };
  }
}

import type { Authorizer } from '#application/access/authorizer.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { writeWebhooks } from '#domain/webhooks/permissions.js';
import type { WebhookRepository } from '#domain/webhooks/webhook-repository.js';
import { viewOf, type WebhookView } from './webhook-view.js';

export class ListWebhooks {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly webhooks: WebhookRepository,
  ) {}

  /** All of them: there is a limit to their number. @throws AppError FORBIDDEN without `webhooks:write`. */
  async execute(context: RequestContext): Promise<readonly WebhookView[]> {
    await this.authorizer.require(context, writeWebhooks);
    return (await this.webhooks.list()).map(viewOf);
  }
}

import type { RequestContext } from '#application/shared/request-context.js';
import type { WebhookRepository } from '#domain/webhooks/webhook-repository.js';
import type { WebhookAccess } from './webhook-access.js';
import { viewOf, type WebhookView } from './webhook-view.js';

export class ListWebhooks {
  constructor(
    private readonly access: WebhookAccess,
    private readonly webhooks: WebhookRepository,
  ) {}

  /**
   * All of a tenant, or of the whole service: there is a limit to their number.
   * @throws AppError FORBIDDEN without `webhooks:write`; VALIDATION_ERROR; TENANT_NOT_FOUND.
   */
  async execute(
    { tenantId }: { readonly tenantId?: string | undefined },
    context: RequestContext,
  ): Promise<readonly WebhookView[]> {
    const owner = await this.access.toOwner(tenantId, context);
    return (await this.access.within(owner, context, () => this.webhooks.list())).map(viewOf);
  }
}

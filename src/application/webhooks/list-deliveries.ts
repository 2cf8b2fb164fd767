import type { CursorPage } from '#application/shared/pages.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { webhookNotFound } from '#domain/webhooks/errors.js';
import { WebhookId } from '#domain/webhooks/webhook.js';
import type { WebhookRepository } from '#domain/webhooks/webhook-repository.js';
import type { DeliveryDesk, DeliveryState, DeliveryView } from './delivery-desk.js';
import type { WebhookAccess } from './webhook-access.js';

export interface ListDeliveriesQuery {
  readonly webhookId: string;
  readonly filter: { readonly status?: DeliveryState | undefined };
  /** The id of the last one that is known; null for the first page. */
  readonly cursor: string | null;
  readonly limit: number;
}

export class ListDeliveries {
  constructor(
    private readonly access: WebhookAccess,
    private readonly webhooks: WebhookRepository,
    private readonly desk: DeliveryDesk,
  ) {}

  /** @throws AppError FORBIDDEN without `webhooks:write`; VALIDATION_ERROR; WEBHOOK_NOT_FOUND. */
  async execute(query: ListDeliveriesQuery, context: RequestContext): Promise<CursorPage<DeliveryView>> {
    const id = WebhookId.parse(query.webhookId);
    const owner = await this.access.toWebhook(id, context);
    return this.access.within(owner, context, async () => {
      if ((await this.webhooks.findById(id)) === null) throw webhookNotFound();
      return this.desk.list(id, query.filter, query.cursor, query.limit);
    });
  }
}

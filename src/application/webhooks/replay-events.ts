import type { RequestContext } from '#application/shared/request-context.js';
import { WebhookId } from '#domain/webhooks/webhook.js';
import type { WebhookRepository } from '#domain/webhooks/webhook-repository.js';
import { requireActive } from './active-webhooks.js';
import type { DeliveryQueue } from './delivery-queue.js';
import type { EventHistory } from './event-history.js';
import type { WebhookAccess } from './webhook-access.js';

export interface ReplayEventsCommand {
  readonly id: string;
  readonly from: Date;
  /** Not included; absent for now. */
  readonly to?: Date | undefined;
}

export class ReplayEvents {
  constructor(
    private readonly access: WebhookAccess,
    private readonly webhooks: WebhookRepository,
    private readonly history: EventHistory,
    private readonly queue: DeliveryQueue,
  ) {}

  /**
   * Delivers once more what has happened in that time, as far as the webhook's types go, with the ids that it had.
   * @throws AppError FORBIDDEN without `webhooks:write`; VALIDATION_ERROR, also for a time of which the log has not all
   * any more, or too much; WEBHOOK_NOT_FOUND, WEBHOOK_INACTIVE.
   */
  async execute(
    { id, from, to }: ReplayEventsCommand,
    context: RequestContext,
  ): Promise<{ readonly count: number }> {
    const webhookId = WebhookId.parse(id);
    const owner = await this.access.toWebhook(webhookId, context);
    return this.access.within(owner, context, async () => {
      const webhook = await requireActive(this.webhooks, webhookId);
      return { count: await this.queue.add(await this.history.deliveriesTo(webhook, from, to)) };
    });
  }
}

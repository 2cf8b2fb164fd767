import type { StoredEvent } from '#application/events/stored-event.js';
import type { Subscription } from '#application/events/subscription.js';
import type { Notices } from '#application/notices/notices.js';
import { webhookDeactivated } from '#domain/webhooks/events.js';
import type { WebhookId } from '#domain/webhooks/webhook.js';
import type { WebhookRepository } from '#domain/webhooks/webhook-repository.js';
import { webhookDeactivatedMail } from './mails.js';

export class WhenAWebhookIsDeactivatedTellItsMaker implements Subscription {
  readonly name = 'notices-of-deactivated-webhooks';
  readonly description = 'Mails whoever made a webhook when the service has deactivated it.';
  readonly events = [webhookDeactivated];
  readonly start = 'now';
  readonly isTransactional = true;

  constructor(
    private readonly webhooks: WebhookRepository,
    private readonly notices: Pick<Notices, 'tell'>,
  ) {}

  /** Nobody where the webhook or its maker is gone by now. */
  async handle({ subjectId, occurredAt, payload }: StoredEvent): Promise<void> {
    const createdBy = (await this.webhooks.findById(subjectId as WebhookId))?.state.createdBy ?? null;
    if (createdBy === null) return;
    await this.notices.tell(createdBy, webhookDeactivatedMail, {
      when: occurredAt.toISOString(),
      host: String(payload.host),
      isGone: payload.reason === 'gone',
    });
  }
}

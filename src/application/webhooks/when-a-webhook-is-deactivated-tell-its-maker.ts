import { type StoredEvent, tenantOfEvent } from '#application/events/stored-event.js';
import type { Subscription } from '#application/events/subscription.js';
import type { MailData, MailDefinition } from '#application/mail/mail.js';
import { systemContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { UserId } from '#domain/shared/ids.js';
import { webhookDeactivated } from '#domain/webhooks/events.js';
import type { WebhookId } from '#domain/webhooks/webhook.js';
import type { WebhookRepository } from '#domain/webhooks/webhook-repository.js';
import { webhookDeactivatedMail } from './mails.js';
import { amongWebhooksOf } from './owners.js';

/** Mails people about what is theirs, within a unit of work. */
export interface MailsToPeople {
  /** Nothing where the account is gone. */
  tell<Data extends MailData>(userId: UserId, mail: MailDefinition<Data>, data: Data): Promise<void>;
}

export class WhenAWebhookIsDeactivatedTellItsMaker implements Subscription {
  readonly name = 'notices-of-deactivated-webhooks';
  readonly description = 'Mails whoever made a webhook when the service has deactivated it.';
  readonly events = [webhookDeactivated];
  readonly start = 'now';
  readonly isTransactional = true;

  constructor(
    private readonly webhooks: WebhookRepository,
    private readonly notices: MailsToPeople,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Nobody where the webhook or its maker is gone by now. */
  async handle(event: StoredEvent): Promise<void> {
    const { subjectId, occurredAt, payload } = event;
    const webhook = await amongWebhooksOf(tenantOfEvent(event), this.unitOfWork, systemContext, () =>
      this.webhooks.findById(subjectId as WebhookId),
    );
    const createdBy = webhook?.state.createdBy ?? null;
    if (createdBy === null) return;
    await this.notices.tell(createdBy, webhookDeactivatedMail, {
      when: occurredAt.toISOString(),
      host: String(payload.host),
      isGone: payload.reason === 'gone',
    });
  }
}

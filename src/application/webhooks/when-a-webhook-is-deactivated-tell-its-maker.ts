import type { StoredEvent } from '#application/events/stored-event.js';
import type { Subscription } from '#application/events/subscription.js';
import type { MailData, MailDefinition } from '#application/mail/mail.js';
import type { UserId } from '#domain/shared/ids.js';
import { webhookDeactivated } from '#domain/webhooks/events.js';
import type { WebhookId } from '#domain/webhooks/webhook.js';
import type { WebhookRepository } from '#domain/webhooks/webhook-repository.js';
import { webhookDeactivatedMail } from './mails.js';

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

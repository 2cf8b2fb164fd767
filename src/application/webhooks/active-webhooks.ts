import { webhookInactive, webhookNotFound } from '#domain/webhooks/errors.js';
import type { Webhook, WebhookId } from '#domain/webhooks/webhook.js';
import type { WebhookRepository } from '#domain/webhooks/webhook-repository.js';

/** @throws AppError WEBHOOK_NOT_FOUND, or WEBHOOK_INACTIVE where nothing would be delivered. */
export async function requireActive(webhooks: WebhookRepository, id: WebhookId): Promise<Webhook> {
  const webhook = await webhooks.findById(id);
  if (webhook === null) throw webhookNotFound();
  if (!webhook.state.isActive) throw webhookInactive();
  return webhook;
}

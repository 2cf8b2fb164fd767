import type { DeliveryView } from '#application/webhooks/delivery-desk.js';
import type { NewDelivery } from '#application/webhooks/delivery-queue.js';
import type { WebhookState } from '#domain/webhooks/webhook.js';
import { defineMemoryTable } from '../table-definition.js';

export interface WebhookRow extends WebhookState {
  /** The place in the log after which it is told of events; null before the event of its making is handled. */
  readonly openedAt: number | null;
}

export interface DeliveryRow
  extends NewDelivery,
    Pick<DeliveryView, 'status' | 'attempts' | 'nextAttemptAt' | 'lastAnswer' | 'createdAt'> {
  /** In the order in which they were added. */
  readonly number: number;
}

export interface TurnRow {
  readonly owner: string | null;
  readonly until: Date;
}

export const webhookTable = defineMemoryTable<WebhookRow>('webhooks');
export const deliveryTable = defineMemoryTable<DeliveryRow>('webhook deliveries', {
  parent: { table: webhookTable, keyOf: ({ webhookId }) => webhookId },
});
/** By the id of the webhook. */
export const turnTable = defineMemoryTable<TurnRow>('webhook turns', { isTransactional: false });

import type { DeliveryView } from '#application/webhooks/delivery-desk.js';
import type { NewDelivery } from '#application/webhooks/delivery-queue.js';
import type { TenantId } from '#domain/shared/ids.js';
import type { WebhookState } from '#domain/webhooks/webhook.js';
import { defineMemoryTable } from '../table-definition.js';
import { tenantTable } from '../tenants/tables.js';

export interface WebhookRow extends WebhookState {
  /** The place in the log after which it is told of events; null before the event of its making is handled. */
  readonly openedAt: number | null;
}

export interface DeliveryRow
  extends NewDelivery,
    Pick<DeliveryView, 'status' | 'attempts' | 'nextAttemptAt' | 'lastAnswer' | 'createdAt'> {
  readonly tenantId: TenantId | null;
  /** In the order in which they were added. */
  readonly number: number;
}

export interface TurnRow {
  readonly owner: string | null;
  readonly until: Date;
}

type Owned = { readonly tenantId: TenantId | null };
const tenantOf = ({ tenantId }: Owned) => tenantId;

export const webhookTable = defineMemoryTable<WebhookRow>('webhooks', {
  parent: { table: tenantTable, keyOf: ({ tenantId }) => tenantId ?? '' },
  tenantOf,
});
/** Which tenant has which webhook, without a scope. */
export const directoryTable = defineMemoryTable<{ readonly id: string; readonly tenantId: TenantId }>(
  'webhook directory',
  { parent: { table: webhookTable, keyOf: ({ id }) => id } },
);
export const deliveryTable = defineMemoryTable<DeliveryRow>('webhook deliveries', {
  parent: { table: webhookTable, keyOf: ({ webhookId }) => webhookId },
  tenantOf,
});
/** By the id of the webhook. */
export const turnTable = defineMemoryTable<TurnRow>('webhook turns', { isTransactional: false });

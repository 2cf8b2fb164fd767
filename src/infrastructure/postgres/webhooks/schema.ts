import { EntitySchema } from 'typeorm';
import type { WebhookState } from '#domain/webhooks/webhook.js';

/** What belongs to the aggregate, in a table of the whole service. */
export type WebhookRow = Omit<WebhookState, 'url' | 'tenantId'> & { readonly url: string };

/** How deliveries stand, which only the queue knows. */
interface QueueColumns {
  readonly openedAtPosition?: string | null;
  readonly turnOwner?: string | null;
  readonly turnUntil?: Date | null;
}

const time = { type: 'timestamptz', precision: 3 } as const;
const unread = { nullable: true, select: false } as const;

const columns = {
  id: { type: 'uuid', primary: true },
  url: { type: 'text' },
  types: { type: 'text', array: true },
  description: { type: 'text', nullable: true },
  isActive: { type: 'boolean', name: 'is_active' },
  sealedSecret: { type: 'text', name: 'sealed_secret' },
  sealedPreviousSecret: { type: 'text', name: 'sealed_previous_secret', nullable: true },
  previousSecretUntil: { ...time, name: 'previous_secret_until', nullable: true },
  createdBy: { type: 'uuid', name: 'created_by', nullable: true },
  createdAt: { ...time, name: 'created_at' },
  updatedAt: { ...time, name: 'updated_at' },
  failingSince: { ...time, name: 'failing_since', nullable: true },
  version: { type: 'integer' },
  openedAtPosition: { ...unread, type: 'bigint', name: 'opened_at_position' },
  turnOwner: { ...unread, type: 'text', name: 'turn_owner' },
  turnUntil: { ...unread, ...time, name: 'turn_until' },
} as const;

/** Its column for a tenant is always null, and unread. */
export const webhookSchema = new EntitySchema<WebhookRow & QueueColumns & { readonly tenantId?: null }>({
  name: 'Webhook',
  tableName: 'webhooks',
  columns: { ...columns, tenantId: { ...unread, type: 'uuid', name: 'tenant_id' } },
});

export type TenantWebhookRow = WebhookRow & Pick<WebhookState, 'tenantId'>;

export const tenantWebhookSchema = new EntitySchema<TenantWebhookRow & QueueColumns>({
  name: 'TenantWebhook',
  tableName: 'tenant_webhooks',
  columns: { ...columns, tenantId: { type: 'uuid', name: 'tenant_id', primary: true } },
});

import { EntitySchema } from 'typeorm';
import type { WebhookState } from '#domain/webhooks/webhook.js';

/** What belongs to the aggregate. How deliveries stand is in columns that only the queue knows. */
export type WebhookRow = Omit<WebhookState, 'url'> & { readonly url: string };

const time = { type: 'timestamptz', precision: 3 } as const;

export const webhookSchema = new EntitySchema<WebhookRow>({
  name: 'Webhook',
  tableName: 'webhooks',
  columns: {
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
  },
});

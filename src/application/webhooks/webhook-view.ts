import type { TenantId, UserId } from '#domain/shared/ids.js';
import type { Webhook, WebhookId } from '#domain/webhooks/webhook.js';

/** Without its secrets. */
export interface WebhookView {
  readonly id: WebhookId;
  /** Null: of the whole service. */
  readonly tenantId: TenantId | null;
  readonly url: string;
  readonly types: readonly string[];
  readonly description: string | null;
  readonly isActive: boolean;
  readonly createdBy: UserId | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly failingSince: Date | null;
  /** Until then the secret before signs too; it may have passed. */
  readonly previousSecretUntil: Date | null;
}

export function viewOf({ state }: Webhook): WebhookView {
  const { sealedSecret, sealedPreviousSecret, version, url, ...shown } = state;
  return { ...shown, url: url.value };
}

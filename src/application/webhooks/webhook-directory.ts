import type { TenantId } from '#domain/shared/ids.js';
import type { WebhookId } from '#domain/webhooks/webhook.js';

/**
 * Which webhooks are a tenant's, and where something may be due: ids and times, so that whoever serves all tenants knows
 * whose scope to enter. What is in one is told there alone.
 */
export interface WebhookDirectory {
  /** Null for one of the whole service, and for what is no webhook. */
  tenantOf(id: WebhookId): Promise<TenantId | null>;
  /** Those of them that have webhooks. */
  among(tenantIds: readonly TenantId[]): Promise<readonly TenantId[]>;
  /** All that have webhooks. */
  tenants(): Promise<readonly TenantId[]>;
  /** Those to whose webhooks something may be due, the longest waiting first. */
  due(limit: number): Promise<readonly TenantId[]>;
}

import type { WebhookDirectory } from '#application/webhooks/webhook-directory.js';
import type { TenantId } from '#domain/shared/ids.js';
import type { WebhookId } from '#domain/webhooks/webhook.js';
import type { MemoryDatabase } from '../database.js';
import { directoryTable } from './tables.js';

export class MemoryWebhookDirectory implements WebhookDirectory {
  constructor(private readonly database: MemoryDatabase) {}

  async tenantOf(id: WebhookId): Promise<TenantId | null> {
    return this.#entries.get(id)?.tenantId ?? null;
  }

  async among(tenantIds: readonly TenantId[]): Promise<readonly TenantId[]> {
    return (await this.tenants()).filter((tenantId) => tenantIds.includes(tenantId));
  }

  async tenants(): Promise<readonly TenantId[]> {
    return [...new Set(this.#entries.all().map(({ tenantId }) => tenantId))];
  }

  /** All of them: a look into each costs nothing here. */
  async due(_limit: number): Promise<readonly TenantId[]> {
    return this.tenants();
  }

  get #entries() {
    return this.database.table(directoryTable);
  }
}

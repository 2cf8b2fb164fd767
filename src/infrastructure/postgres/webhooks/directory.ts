import type { WebhookDirectory } from '#application/webhooks/webhook-directory.js';
import type { TenantId } from '#domain/shared/ids.js';
import type { WebhookId } from '#domain/webhooks/webhook.js';
import type { Database } from '../database.js';
import { storedNow } from './due-times.js';

export class PostgresWebhookDirectory implements WebhookDirectory {
  constructor(private readonly database: Database) {}

  async tenantOf(id: WebhookId): Promise<TenantId | null> {
    const [tenantId] = await this.#tenants('SELECT tenant FROM webhook_directory WHERE webhook_id = $1', id);
    return tenantId ?? null;
  }

  among(tenantIds: readonly TenantId[]): Promise<readonly TenantId[]> {
    return this.#tenants('SELECT DISTINCT tenant FROM webhook_directory WHERE tenant = ANY ($1)', tenantIds);
  }

  tenants(): Promise<readonly TenantId[]> {
    return this.#tenants('SELECT DISTINCT tenant FROM webhook_directory');
  }

  due(limit: number): Promise<readonly TenantId[]> {
    return this.#tenants(due, limit);
  }

  async #tenants(statement: string, ...values: unknown[]): Promise<TenantId[]> {
    const rows: { tenant: TenantId }[] = await this.database.read((manager) =>
      manager.query(statement, values),
    );
    return rows.map(({ tenant }) => tenant);
  }
}

const due = `
  SELECT tenant FROM webhook_directory WHERE due_at <= ${storedNow}
  GROUP BY tenant ORDER BY min(due_at) LIMIT $1`;

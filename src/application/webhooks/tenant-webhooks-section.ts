import type { TenantExportSection } from '#application/tenants/tenant-export-section.js';
import type { WebhookRepository } from '#domain/webhooks/webhook-repository.js';
import { viewOf } from './webhook-view.js';

/** The webhooks of a tenant, without the secrets that they sign with. */
export class TenantWebhooksSection implements TenantExportSection {
  readonly name = 'webhooks';

  constructor(private readonly webhooks: WebhookRepository) {}

  async collect(): Promise<unknown> {
    return (await this.webhooks.list()).map((webhook) => {
      const { tenantId: _, ...shown } = viewOf(webhook);
      return shown;
    });
  }
}

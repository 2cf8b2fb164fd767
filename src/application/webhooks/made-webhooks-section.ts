import type { DataExportSection } from '#application/data-export/data-export-section.js';
import { systemContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { type Memberships, tenantPagesOf } from '#application/tenants/memberships.js';
import type { UserId } from '#domain/shared/ids.js';
import type { WebhookRepository } from '#domain/webhooks/webhook-repository.js';
import type { WebhookDirectory } from './webhook-directory.js';

/** Which webhooks somebody has made, for the whole service and in tenants they are in; what one is told is its owner's to know. */
export class MadeWebhooksSection implements DataExportSection {
  readonly name = 'webhooks';

  constructor(
    private readonly webhooks: WebhookRepository,
    private readonly directory: WebhookDirectory,
    private readonly memberships: Memberships,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async collect(userId: UserId): Promise<unknown> {
    const made = await this.#madeBy(userId);
    for await (const page of tenantPagesOf(this.memberships, userId)) {
      for (const tenantId of await this.directory.among(page)) {
        const scoped = () => this.#madeBy(userId);
        made.push(...(await this.unitOfWork.scoped(tenantId, systemContext, scoped)));
      }
    }
    return made;
  }

  /** Of those whose scope it is, of which there are few. */
  async #madeBy(userId: UserId) {
    const webhooks = await this.webhooks.list();
    return webhooks
      .filter(({ state }) => state.createdBy === userId)
      .map(({ state: { id, tenantId, createdAt } }) => ({ id, tenantId, createdAt }));
  }
}

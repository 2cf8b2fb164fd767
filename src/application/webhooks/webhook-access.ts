import type { Authorizer } from '#application/access/authorizer.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { TenantAccess } from '#application/tenants/tenant-access.js';
import { isError } from '#domain/shared/app-error.js';
import { TenantId } from '#domain/shared/ids.js';
import { tenantNotFound } from '#domain/tenants/errors.js';
import { webhookNotFound } from '#domain/webhooks/errors.js';
import { writeWebhooks } from '#domain/webhooks/permissions.js';
import type { WebhookId } from '#domain/webhooks/webhook.js';
import { amongWebhooksOf } from './owners.js';
import type { WebhookDirectory } from './webhook-directory.js';

const permission = 'webhooks:write';

/**
 * Whose webhooks somebody may look after: with the permission in a tenant that one's, with the permission in the whole
 * service those of the whole service. Neither shows the other's.
 */
export class WebhookAccess {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly tenants: TenantAccess,
    private readonly directory: WebhookDirectory,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * @param raw the tenant that is named; undefined: the whole service.
   * @throws AppError VALIDATION_ERROR; UNAUTHENTICATED; TENANT_NOT_FOUND for all who do not belong to it; FORBIDDEN.
   */
  async toOwner(raw: string | undefined, context: RequestContext): Promise<TenantId | null> {
    if (raw === undefined) {
      await this.authorizer.require(context, writeWebhooks);
      return null;
    }
    const tenantId = TenantId.parse(raw, 'tenantId');
    if (context.tenantId !== null && context.tenantId !== tenantId) throw tenantNotFound();
    await this.tenants.require(context, tenantId, permission);
    return tenantId;
  }

  /**
   * A webhook of a tenant to which somebody does not belong is to them like one that is not there.
   * @returns whose webhooks to look among.
   * @throws AppError UNAUTHENTICATED; FORBIDDEN; WEBHOOK_NOT_FOUND to whoever looks after those of a tenant.
   */
  async toWebhook(id: WebhookId, context: RequestContext): Promise<TenantId | null> {
    const tenantId = await this.directory.tenantOf(id);
    if (tenantId !== null && (await this.#isReachable(tenantId, context))) return tenantId;
    await this.tenants.requireOutside(context, writeWebhooks, webhookNotFound);
    return null;
  }

  /** @param owner as the methods above say. */
  within<T>(owner: TenantId | null, context: RequestContext, work: () => Promise<T>): Promise<T> {
    return amongWebhooksOf(owner, this.unitOfWork, context, work);
  }

  /** To change them: whether somebody may is read once more, inside (ASVS 15.4.2). @throws AppError as `toOwner`. */
  changing<T>(owner: TenantId | null, context: RequestContext, work: () => Promise<T>): Promise<T> {
    return this.within(owner, context, async () => {
      if (owner === null) await this.authorizer.requireStill(context, writeWebhooks);
      else await this.tenants.require(context, owner, permission);
      return work();
    });
  }

  /** @throws AppError FORBIDDEN to a member without the permission. */
  async #isReachable(tenantId: TenantId, context: RequestContext): Promise<boolean> {
    const { principal } = context;
    const isOfTenant = principal?.kind === 'service' && principal.tenantId === tenantId;
    if (principal?.kind !== 'user' && !isOfTenant) return false;
    if (context.tenantId !== null && context.tenantId !== tenantId) return false;
    try {
      await this.tenants.require(context, tenantId, permission);
      return true;
    } catch (error) {
      if (isError(error, tenantNotFound)) return false;
      throw error;
    }
  }
}

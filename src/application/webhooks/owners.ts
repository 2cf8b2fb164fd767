import { type RequestContext, systemContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { TenantId } from '#domain/shared/ids.js';
import type { WebhookDirectory } from './webhook-directory.js';

/** A unit of work among the webhooks of a tenant, or, with null, of the whole service. */
export function amongWebhooksOf<T>(
  tenantId: TenantId | null,
  unitOfWork: UnitOfWork,
  context: RequestContext,
  work: () => Promise<T>,
): Promise<T> {
  return tenantId === null ? unitOfWork.run(context, work) : unitOfWork.scoped(tenantId, context, work);
}

/** The same for one owner after the other, of the service's own accord: each in a unit of work of its own. */
export async function forEachOwner(
  directory: WebhookDirectory,
  unitOfWork: UnitOfWork,
  work: () => Promise<void>,
): Promise<void> {
  for (const owner of [null, ...(await directory.tenants())]) {
    await amongWebhooksOf(owner, unitOfWork, systemContext, work);
  }
}

/** In the scope of a tenant, which needs a unit of work, or in none. */
export function inScopeOf<T>(
  tenantId: TenantId | null,
  unitOfWork: UnitOfWork,
  work: () => Promise<T>,
): Promise<T> {
  return tenantId === null ? work() : unitOfWork.scoped(tenantId, systemContext, work);
}

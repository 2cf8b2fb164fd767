import type { RequestContext } from '#application/shared/request-context.js';
import { TenantId } from '#domain/shared/ids.js';
import { tenantNotFound } from '#domain/tenants/errors.js';

/** Knows which tenants there are for whoever asks. */
export interface TenantDirectory {
  readonly name: string;
  /** Whether it exists, and the principal may make keys for it. */
  has(tenantId: TenantId, context: RequestContext): Promise<boolean>;
}

/** @throws AppError VALIDATION_ERROR; TENANT_NOT_FOUND for one that no directory knows. */
export async function tenantOf(
  directories: readonly TenantDirectory[],
  raw: string | undefined,
  context: RequestContext,
): Promise<TenantId | null> {
  if (raw === undefined) return null;
  const tenantId = TenantId.parse(raw, 'tenantId');
  for (const directory of directories) if (await directory.has(tenantId, context)) return tenantId;
  throw tenantNotFound();
}

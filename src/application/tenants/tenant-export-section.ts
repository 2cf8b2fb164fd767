import type { RequestContext } from '#application/shared/request-context.js';
import type { TenantId } from '#domain/shared/ids.js';

/** What one feature keeps of a tenant. @public */
export interface TenantExportSection {
  /** In the document: camel case, the only one of its name. */
  readonly name: string;
  /**
   * In the scope of the tenant, where nothing of others can be reached, and for one of its owners. Plain data for JSON: no
   * secrets, nor digests of them. Read in pages.
   */
  collect(tenantId: TenantId, context: RequestContext): Promise<unknown>;
}

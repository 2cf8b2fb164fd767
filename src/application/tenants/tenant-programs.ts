import type { ServiceAccountId } from '#domain/shared/ids.js';

/** Programs that belong to tenants. Contributed by the feature that has them. @public */
export interface TenantPrograms {
  readonly name: string;
  /**
   * What one of the tenant may, in whose scope that is asked, as it is stored; null where there is none that may act.
   * Nothing of it changes while the tenant is locked.
   */
  permissionsOf(id: ServiceAccountId): Promise<readonly string[] | null>;
}

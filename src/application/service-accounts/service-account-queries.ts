import type { CursorPage } from '#application/shared/pages.js';
import type { ServiceAccountState } from '#domain/service-accounts/service-account.js';
import type { ServiceAccountId } from '#domain/shared/ids.js';

export type ServiceAccountView = ServiceAccountState;

export interface ServiceAccountQueries {
  findById(id: ServiceAccountId): Promise<ServiceAccountView | null>;
  /** In the order in which they were made, at most `limit` after the one whose id is `after`. @throws AppError VALIDATION_ERROR for what is no id. */
  list(after: string | null, limit: number): Promise<CursorPage<ServiceAccountView>>;
}

import type { CursorPage } from '#application/shared/pages.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { ServiceAccountAccess } from './service-account-access.js';
import type { ServiceAccountQueries, ServiceAccountView } from './service-account-queries.js';

export interface ListServiceAccountsQuery {
  readonly cursor: string | null;
  readonly limit: number;
}

export class ListServiceAccounts {
  constructor(
    private readonly access: ServiceAccountAccess,
    private readonly queries: ServiceAccountQueries,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Of the tenant that the request is about, or else of the house.
   * @throws AppError FORBIDDEN without `service_accounts:write` there; VALIDATION_ERROR for what is no cursor.
   */
  async execute(
    { cursor, limit }: ListServiceAccountsQuery,
    context: RequestContext,
  ): Promise<CursorPage<ServiceAccountView>> {
    const { tenantId } = context;
    await this.access.requireIn(context, tenantId);
    const list = () => this.queries.list(tenantId, cursor, limit);
    return tenantId === null ? list() : this.unitOfWork.scoped(tenantId, context, list);
  }
}

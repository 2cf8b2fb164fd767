import type { Authorizer } from '#application/access/authorizer.js';
import type { CursorPage } from '#application/shared/pages.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { writeServiceAccounts } from '#domain/service-accounts/permissions.js';
import type { ServiceAccountQueries, ServiceAccountView } from './service-account-queries.js';

export interface ListServiceAccountsQuery {
  readonly cursor: string | null;
  readonly limit: number;
}

export class ListServiceAccounts {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly queries: ServiceAccountQueries,
  ) {}

  /** @throws AppError FORBIDDEN without `service_accounts:write`; VALIDATION_ERROR for what is no cursor. */
  async execute(
    { cursor, limit }: ListServiceAccountsQuery,
    context: RequestContext,
  ): Promise<CursorPage<ServiceAccountView>> {
    await this.authorizer.require(context, writeServiceAccounts);
    return this.queries.list(cursor, limit);
  }
}

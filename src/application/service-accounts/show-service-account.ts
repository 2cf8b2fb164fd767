import type { Authorizer } from '#application/access/authorizer.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { serviceAccountNotFound } from '#domain/service-accounts/errors.js';
import { writeServiceAccounts } from '#domain/service-accounts/permissions.js';
import { ServiceAccountId } from '#domain/shared/ids.js';
import type { ServiceAccountQueries, ServiceAccountView } from './service-account-queries.js';

export class ShowServiceAccount {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly queries: ServiceAccountQueries,
  ) {}

  /** @throws AppError VALIDATION_ERROR; FORBIDDEN without `service_accounts:write`; SERVICE_ACCOUNT_NOT_FOUND. */
  async execute(query: { readonly id: string }, context: RequestContext): Promise<ServiceAccountView> {
    const id = ServiceAccountId.parse(query.id);
    await this.authorizer.require(context, writeServiceAccounts, id);
    const account = await this.queries.findById(id);
    if (account === null) throw serviceAccountNotFound();
    return account;
  }
}

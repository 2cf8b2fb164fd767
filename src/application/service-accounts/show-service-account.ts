import type { RequestContext } from '#application/shared/request-context.js';
import { ServiceAccountId } from '#domain/shared/ids.js';
import type { ServiceAccountAccess } from './service-account-access.js';
import type { ServiceAccountView } from './service-account-queries.js';

export class ShowServiceAccount {
  constructor(private readonly access: ServiceAccountAccess) {}

  /** @throws AppError VALIDATION_ERROR; FORBIDDEN without `service_accounts:write` where it belongs; SERVICE_ACCOUNT_NOT_FOUND. */
  async execute(query: { readonly id: string }, context: RequestContext): Promise<ServiceAccountView> {
    return this.access.require(context, ServiceAccountId.parse(query.id));
  }
}

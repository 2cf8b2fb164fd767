import type { RequestContext } from '#application/shared/request-context.js';
import { ServiceAccountId } from '#domain/shared/ids.js';
import { type ApiKeyQueries, type ApiKeyView, listedKeys } from './api-key-queries.js';
import type { ServiceAccountAccess } from './service-account-access.js';

export class ListServiceKeys {
  constructor(
    private readonly access: ServiceAccountAccess,
    private readonly keys: ApiKeyQueries,
  ) {}

  /** @throws AppError VALIDATION_ERROR; FORBIDDEN without `service_accounts:write`; SERVICE_ACCOUNT_NOT_FOUND. */
  async execute(
    query: { readonly serviceAccountId: string },
    context: RequestContext,
  ): Promise<readonly ApiKeyView[]> {
    const id = ServiceAccountId.parse(query.serviceAccountId);
    await this.access.require(context, id);
    return this.keys.listByOwner({ kind: 'service', id }, listedKeys);
  }
}

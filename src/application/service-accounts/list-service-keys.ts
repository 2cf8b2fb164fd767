import type { RequestContext } from '#application/shared/request-context.js';
import { serviceAccountNotFound } from '#domain/service-accounts/errors.js';
import { ServiceAccountId } from '#domain/shared/ids.js';
import { type ApiKeyQueries, type ApiKeyView, listedKeys } from './api-key-queries.js';
import type { ServiceAccountQueries } from './service-account-queries.js';
import type { ServiceKeyGuard } from './service-key-guard.js';

export class ListServiceKeys {
  constructor(
    private readonly guard: ServiceKeyGuard,
    private readonly accounts: ServiceAccountQueries,
    private readonly keys: ApiKeyQueries,
  ) {}

  /** @throws AppError VALIDATION_ERROR; FORBIDDEN without `service_accounts:write`; SERVICE_ACCOUNT_NOT_FOUND. */
  async execute(
    query: { readonly serviceAccountId: string },
    context: RequestContext,
  ): Promise<readonly ApiKeyView[]> {
    const id = ServiceAccountId.parse(query.serviceAccountId);
    await this.guard.require(context, id);
    if ((await this.accounts.findById(id)) === null) throw serviceAccountNotFound();
    return this.keys.listByOwner({ kind: 'service', id }, listedKeys);
  }
}

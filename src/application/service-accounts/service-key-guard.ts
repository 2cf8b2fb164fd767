import type { Authorizer } from '#application/access/authorizer.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { serviceAccountNotFound } from '#domain/service-accounts/errors.js';
import { writeServiceAccounts } from '#domain/service-accounts/permissions.js';
import type { ServiceAccountRepository } from '#domain/service-accounts/service-account-repository.js';
import type { ServiceAccountId } from '#domain/shared/ids.js';

/** Who may make keys of a service account: those who have what it has, since they could use it. */
export class ServiceKeyGuard {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly accounts: ServiceAccountRepository,
  ) {}

  /** @throws AppError FORBIDDEN without `service_accounts:write`. */
  require(context: RequestContext, id: ServiceAccountId): Promise<void> {
    return this.authorizer.require(context, writeServiceAccounts, id);
  }

  /** Within the unit of work that makes one; locks the account. @throws AppError SERVICE_ACCOUNT_NOT_FOUND; FORBIDDEN. */
  async requireCovering(context: RequestContext, id: ServiceAccountId): Promise<void> {
    const account = await this.accounts.findByIdForUpdate(id);
    if (account === null) throw serviceAccountNotFound();
    await this.authorizer.requireCovering(context, account.state.permissions, id);
  }
}

import type { Authorizer } from '#application/access/authorizer.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { TenantAccess } from '#application/tenants/tenant-access.js';
import { serviceAccountNotFound } from '#domain/service-accounts/errors.js';
import { writeServiceAccounts } from '#domain/service-accounts/permissions.js';
import type { ServiceAccount } from '#domain/service-accounts/service-account.js';
import type { ServiceAccountRepository } from '#domain/service-accounts/service-account-repository.js';
import type { ServiceAccountId, TenantId } from '#domain/shared/ids.js';
import type { AccountPlace, AccountPlaces } from './account-places.js';
import type { ServiceAccountQueries, ServiceAccountView } from './service-account-queries.js';

const permission = writeServiceAccounts.name as 'service_accounts:write';

/** Who has a say in a service account: whoever has `service_accounts:write` where it belongs, in a tenant or in the house. */
export class ServiceAccountAccess {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly tenants: TenantAccess,
    private readonly places: AccountPlaces,
    private readonly queries: ServiceAccountQueries,
    private readonly accounts: ServiceAccountRepository,
  ) {}

  /** For what is about all accounts of one place. @throws AppError FORBIDDEN; TENANT_NOT_FOUND. */
  async requireIn(context: RequestContext, tenantId: TenantId | null): Promise<void> {
    if (tenantId === null) await this.authorizer.require(context, writeServiceAccounts);
    else await this.tenants.require(context, tenantId, permission);
  }

  /**
   * The account, as it is. Where the request is about a tenant, there are no others than its own; an account of a tenant
   * to which somebody does not belong is to them one that there is not.
   * @throws AppError FORBIDDEN; SERVICE_ACCOUNT_NOT_FOUND.
   */
  async require(context: RequestContext, id: ServiceAccountId): Promise<ServiceAccountView> {
    const account = await this.queries.findById(id);
    const tenantId = context.tenantId ?? account?.tenantId ?? null;
    const isForeign = tenantId !== null && (await this.tenants.find(context, tenantId)) === null;
    if (tenantId === null || isForeign) {
      await this.tenants.requireOutside(context, writeServiceAccounts, serviceAccountNotFound, id);
    } else await this.tenants.require(context, tenantId, permission);
    if (account === null || isForeign || account.tenantId !== tenantId) throw serviceAccountNotFound();
    return account;
  }

  /**
   * Within a unit of work that has locked the account.
   * @throws AppError as `require`.
   */
  async change<T>(
    context: RequestContext,
    id: ServiceAccountId,
    work: (account: ServiceAccount, place: AccountPlace) => Promise<T>,
  ): Promise<T> {
    const { tenantId } = await this.require(context, id);
    return this.places.run(context, tenantId, async (place) => {
      const account = await this.accounts.findByIdForUpdate(id);
      if (account === null) throw serviceAccountNotFound();
      return work(account, place);
    });
  }

  /** As `change`, for keys: who makes one could use it. @throws AppError as `require`; FORBIDDEN for less than it may. */
  issueFor<T>(
    context: RequestContext,
    id: ServiceAccountId,
    work: (tenantId: TenantId | null) => Promise<T>,
  ): Promise<T> {
    return this.change(context, id, async ({ state }, place) => {
      await place.requireCovering(state.permissions);
      return work(state.tenantId);
    });
  }
}

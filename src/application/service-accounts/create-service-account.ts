import type { Clock } from '#application/shared/clock.js';
import type { IdGenerator } from '#application/shared/id-generator.js';
import { actorIdOf, type RequestContext } from '#application/shared/request-context.js';
import { parseName } from '#domain/service-accounts/account-name.js';
import { tooManyServiceAccounts } from '#domain/service-accounts/errors.js';
import { ServiceAccount } from '#domain/service-accounts/service-account.js';
import type { ServiceAccountRepository } from '#domain/service-accounts/service-account-repository.js';
import { type ServiceAccountId, TenantId } from '#domain/shared/ids.js';
import { invalidField } from '#domain/shared/validation.js';
import type { AccountPlaces } from './account-places.js';
import type { ServiceAccountAccess } from './service-account-access.js';
import type { ServiceAccountQueries, ServiceAccountView } from './service-account-queries.js';

export interface CreateServiceAccountCommand {
  readonly name: string;
  readonly permissions: readonly string[];
  /** Absent: the tenant that the request is about, or the house. */
  readonly tenantId?: string | undefined;
}

export class CreateServiceAccount {
  constructor(
    private readonly access: ServiceAccountAccess,
    private readonly places: AccountPlaces,
    private readonly accounts: ServiceAccountRepository,
    private readonly queries: ServiceAccountQueries,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
    private readonly settings: { readonly maxPerTenant: number },
  ) {}

  /**
   * @throws AppError FORBIDDEN without `service_accounts:write` there, or for more than one has there; VALIDATION_ERROR;
   * TENANT_NOT_FOUND to those who do not belong to it; TOO_MANY_SERVICE_ACCOUNTS.
   */
  async execute(command: CreateServiceAccountCommand, context: RequestContext): Promise<ServiceAccountView> {
    const name = parseName(command.name);
    const tenantId = tenantOf(command, context);
    await this.access.requireIn(context, tenantId);
    const { permissions } = command;
    const id = this.ids.next() as ServiceAccountId;
    const wanted = { id, name, permissions, tenantId, createdBy: actorIdOf(context) };
    return this.places.run(context, tenantId, async (place) => {
      await place.requireGranting(permissions);
      if (tenantId !== null && (await this.queries.countOfTenant(tenantId)) >= this.settings.maxPerTenant) {
        throw tooManyServiceAccounts();
      }
      const account = ServiceAccount.create(wanted, this.clock.now());
      await this.accounts.add(account);
      return account.state;
    });
  }
}

/** @throws AppError VALIDATION_ERROR for another than the request is about. */
function tenantOf({ tenantId }: CreateServiceAccountCommand, context: RequestContext): TenantId | null {
  if (tenantId === undefined) return context.tenantId;
  const named = TenantId.parse(tenantId, 'tenantId');
  if (context.tenantId !== null && context.tenantId !== named) {
    throw invalidField('tenantId', 'must be the tenant that the request is about');
  }
  return named;
}

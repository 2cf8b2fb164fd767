import type { Authorizer } from '#application/access/authorizer.js';
import type { Clock } from '#application/shared/clock.js';
import type { IdGenerator } from '#application/shared/id-generator.js';
import { actorIdOf, type RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { parseName } from '#domain/service-accounts/account-name.js';
import { writeServiceAccounts } from '#domain/service-accounts/permissions.js';
import { ServiceAccount } from '#domain/service-accounts/service-account.js';
import type { ServiceAccountRepository } from '#domain/service-accounts/service-account-repository.js';
import type { ServiceAccountId } from '#domain/shared/ids.js';
import type { ServiceAccountView } from './service-account-queries.js';
import { type TenantDirectory, tenantOf } from './tenant-directory.js';

export interface CreateServiceAccountCommand {
  readonly name: string;
  readonly permissions: readonly string[];
  readonly tenantId?: string | undefined;
}

export class CreateServiceAccount {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly accounts: ServiceAccountRepository,
    private readonly tenants: readonly TenantDirectory[],
    private readonly unitOfWork: UnitOfWork,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError FORBIDDEN without `service_accounts:write`, or for more than one has; VALIDATION_ERROR; TENANT_NOT_FOUND. */
  async execute(command: CreateServiceAccountCommand, context: RequestContext): Promise<ServiceAccountView> {
    const name = parseName(command.name);
    await this.authorizer.require(context, writeServiceAccounts);
    await this.authorizer.requireGranting(context, command.permissions);
    const tenantId = await tenantOf(this.tenants, command.tenantId, context);
    const { permissions } = command;
    const id = this.ids.next() as ServiceAccountId;
    const wanted = { id, name, permissions, tenantId, createdBy: actorIdOf(context) };
    return this.unitOfWork.run(context, async () => {
      const account = ServiceAccount.create(wanted, this.clock.now());
      await this.accounts.add(account);
      return account.state;
    });
  }
}

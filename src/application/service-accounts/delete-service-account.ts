import type { Authorizer } from '#application/access/authorizer.js';
import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { serviceAccountNotFound } from '#domain/service-accounts/errors.js';
import { writeServiceAccounts } from '#domain/service-accounts/permissions.js';
import type { ServiceAccountRepository } from '#domain/service-accounts/service-account-repository.js';
import { ServiceAccountId } from '#domain/shared/ids.js';

export class DeleteServiceAccount {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly accounts: ServiceAccountRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** With its keys. @throws AppError VALIDATION_ERROR; FORBIDDEN without `service_accounts:write`; SERVICE_ACCOUNT_NOT_FOUND. */
  async execute(command: { readonly id: string }, context: RequestContext): Promise<void> {
    const id = ServiceAccountId.parse(command.id);
    await this.authorizer.require(context, writeServiceAccounts, id);
    await this.unitOfWork.run(context, async () => {
      const account = await this.accounts.findByIdForUpdate(id);
      if (account === null) throw serviceAccountNotFound();
      account.delete(this.clock.now());
      await this.accounts.remove(account);
    });
  }
}

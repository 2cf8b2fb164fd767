import type { Authorizer } from '#application/access/authorizer.js';
import type { Clock } from '#application/shared/clock.js';
import { type ExpectedVersions, requireVersion } from '#application/shared/expected-version.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { parseName } from '#domain/service-accounts/account-name.js';
import { serviceAccountNotFound } from '#domain/service-accounts/errors.js';
import { writeServiceAccounts } from '#domain/service-accounts/permissions.js';
import type { ServiceAccountRepository } from '#domain/service-accounts/service-account-repository.js';
import { ServiceAccountId } from '#domain/shared/ids.js';
import type { ServiceAccountView } from './service-account-queries.js';

export interface ChangeServiceAccountCommand {
  readonly id: string;
  readonly name?: string | undefined;
  readonly permissions?: readonly string[] | undefined;
  readonly isActive?: boolean | undefined;
  readonly expectedVersions: ExpectedVersions;
}

export class ChangeServiceAccount {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly accounts: ServiceAccountRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws AppError VALIDATION_ERROR; SERVICE_ACCOUNT_NOT_FOUND; VERSION_CONFLICT; FORBIDDEN without
   * `service_accounts:write`, or where what it may do afterwards is more than one has.
   */
  async execute(command: ChangeServiceAccountCommand, context: RequestContext): Promise<ServiceAccountView> {
    const id = ServiceAccountId.parse(command.id);
    const { permissions, isActive } = command;
    const name = command.name === undefined ? undefined : parseName(command.name);
    await this.authorizer.require(context, writeServiceAccounts, id);
    if (permissions !== undefined) await this.authorizer.requireGranting(context, permissions, id);
    return this.unitOfWork.run(context, async () => {
      const account = await this.accounts.findByIdForUpdate(id);
      if (account === null) throw serviceAccountNotFound();
      requireVersion(command.expectedVersions, account.state.version);
      // What somebody stronger has switched off, nobody weaker switches on.
      if (isActive === true) {
        await this.authorizer.requireCovering(context, permissions ?? account.state.permissions, id);
      }
      const change = {
        ...(name !== undefined && { name }),
        ...(permissions !== undefined && { permissions }),
        ...(isActive !== undefined && { isActive }),
      };
      if (account.change(change, this.clock.now())) await this.accounts.save(account);
      return account.state;
    });
  }
}

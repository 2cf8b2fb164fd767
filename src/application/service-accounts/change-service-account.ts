import type { Clock } from '#application/shared/clock.js';
import { type ExpectedVersions, requireVersion } from '#application/shared/expected-version.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { parseName } from '#domain/service-accounts/account-name.js';
import type { ServiceAccountRepository } from '#domain/service-accounts/service-account-repository.js';
import { ServiceAccountId } from '#domain/shared/ids.js';
import type { ServiceAccountAccess } from './service-account-access.js';
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
    private readonly access: ServiceAccountAccess,
    private readonly accounts: ServiceAccountRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws AppError VALIDATION_ERROR; SERVICE_ACCOUNT_NOT_FOUND; VERSION_CONFLICT; FORBIDDEN without
   * `service_accounts:write` where it belongs, or where what it may do afterwards is more than one has there.
   */
  async execute(command: ChangeServiceAccountCommand, context: RequestContext): Promise<ServiceAccountView> {
    const id = ServiceAccountId.parse(command.id);
    const { permissions, isActive } = command;
    const name = command.name === undefined ? undefined : parseName(command.name);
    return this.access.change(context, id, async (account, place) => {
      if (permissions !== undefined) await place.requireGranting(permissions);
      requireVersion(command.expectedVersions, account.state.version);
      // What somebody stronger has switched off, nobody weaker switches on.
      if (isActive === true) await place.requireCovering(permissions ?? account.state.permissions);
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

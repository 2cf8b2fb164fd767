import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { ServiceAccountRepository } from '#domain/service-accounts/service-account-repository.js';
import { ServiceAccountId } from '#domain/shared/ids.js';
import type { ServiceAccountAccess } from './service-account-access.js';

export class DeleteServiceAccount {
  constructor(
    private readonly access: ServiceAccountAccess,
    private readonly accounts: ServiceAccountRepository,
    private readonly clock: Clock,
  ) {}

  /** With its keys. @throws AppError VALIDATION_ERROR; FORBIDDEN without `service_accounts:write` where it belongs; SERVICE_ACCOUNT_NOT_FOUND. */
  async execute(command: { readonly id: string }, context: RequestContext): Promise<void> {
    const id = ServiceAccountId.parse(command.id);
    await this.access.change(context, id, async (account) => {
      account.delete(this.clock.now());
      await this.accounts.remove(account);
    });
  }
}

import type { Reauthentication } from '#application/auth/reauthentication.js';
import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { invalidCredentials } from '#domain/auth/errors.js';
import { Password } from '#domain/auth/password.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import { removeAccount } from './account-removal.js';

export interface DeleteMyAccountCommand {
  readonly password: string;
}

export class DeleteMyAccount {
  constructor(
    private readonly reauthentication: Reauthentication,
    private readonly users: UserRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError VALIDATION_ERROR, INVALID_CREDENTIALS, LOGIN_LOCKED, LAST_ADMIN or OVERLOADED. */
  async execute(command: DeleteMyAccountCommand, context: RequestContext): Promise<void> {
    const password = Password.parse(command.password);
    const { user: known, principal } = await this.reauthentication.require(password, context);
    await this.unitOfWork.run(context, async () => {
      const user = await this.users.findByIdForUpdate(principal.userId);
      if (user?.state.passwordHash.encoded !== known.state.passwordHash.encoded) throw invalidCredentials();
      await removeAccount(this.users, user, this.clock.now());
    });
  }
}

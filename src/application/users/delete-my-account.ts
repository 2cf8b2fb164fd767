import type { Authorizer } from '#application/access/authorizer.js';
import type { Reauthentication } from '#application/auth/reauthentication.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { invalidCredentials } from '#domain/auth/errors.js';
import { Password } from '#domain/auth/password.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { AccountRemoval } from './account-removal.js';

export interface DeleteMyAccountCommand {
  readonly password: string;
}

export class DeleteMyAccount {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly reauthentication: Reauthentication,
    private readonly users: UserRepository,
    private readonly removal: AccountRemoval,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @throws AppError STEP_UP_REQUIRED, VALIDATION_ERROR, INVALID_CREDENTIALS, LOGIN_LOCKED, LAST_ADMIN or OVERLOADED. */
  async execute(command: DeleteMyAccountCommand, context: RequestContext): Promise<void> {
    const password = Password.parse(command.password);
    this.authorizer.requireFreshUser(context);
    const { user: known, principal } = await this.reauthentication.require(password, context);
    await this.unitOfWork.run(context, async () => {
      const user = await this.users.findByIdForUpdate(principal.userId);
      const isSame = user?.state.passwordHash?.encoded === known.state.passwordHash?.encoded;
      if (user === null || !isSame) throw invalidCredentials();
      await this.removal.remove(user);
    });
  }
}

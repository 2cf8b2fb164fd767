import type { Clock } from '#application/shared/clock.js';
import { systemContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { User } from '#domain/users/user.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { Administrators } from './administrators.js';
import type { NewAccounts } from './new-accounts.js';
import type { RegisterUserCommand } from './register-user.js';

/**
 * Makes the first administrator. Since the last active one can never go, there is one ever, however many
 * instances start at once.
 */
export class EnsureFirstAdmin {
  constructor(
    private readonly accounts: NewAccounts,
    private readonly users: UserRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly administrators: Administrators,
  ) {}

  /**
   * @returns whether it was made now.
   * @throws AppError VALIDATION_ERROR, WEAK_PASSWORD, PASSWORD_BREACHED, and EMAIL_TAKEN or USERNAME_TAKEN by an account that is
   * no administrator, which is not promoted.
   */
  async execute(command: RegisterUserCommand): Promise<boolean> {
    if (await this.unitOfWork.run(systemContext, () => this.administrators.areThere())) return false;
    const account = await this.accounts.prepare(this.accounts.parse({ ...command, roles: ['admin'] }));
    return this.unitOfWork.run(systemContext, async () => {
      if (await this.administrators.areThere()) return false;
      const at = this.clock.now();
      // Whoever configures the service has chosen the address, and must not depend on its mail to get in.
      await this.users.add(User.register({ ...account, emailVerifiedAt: at }, at));
      return true;
    });
  }
}

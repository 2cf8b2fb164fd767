import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { ReservedUsernames } from '#domain/users/reserved-usernames.js';
import { User } from '#domain/users/user.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { AccountInput, NewAccounts } from './new-accounts.js';
import { type UserView, viewOf } from './user-queries.js';

export interface RegisterUserCommand extends Omit<AccountInput, 'roles'> {
  readonly password: string;
}

export class RegisterUser {
  constructor(
    private readonly accounts: NewAccounts,
    private readonly users: UserRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly reserved: ReservedUsernames,
  ) {}

  /** @throws AppError VALIDATION_ERROR, WEAK_PASSWORD, PASSWORD_BREACHED, EMAIL_TAKEN, USERNAME_TAKEN or OVERLOADED. */
  async execute(command: RegisterUserCommand, context: RequestContext): Promise<UserView> {
    const wanted = this.accounts.parse({ ...command, roles: ['user'] });
    this.reserved.refuse(wanted.username);
    const account = await this.accounts.prepare(wanted);
    return this.unitOfWork.run(context, async () => {
      const user = User.register(account, this.clock.now());
      await this.users.add(user);
      return viewOf(user);
    });
  }
}

import type { Authorizer } from '#application/access/authorizer.js';
import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { Role } from '#domain/access/role.js';
import { writeUsers } from '#domain/users/permissions.js';
import { User } from '#domain/users/user.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { NewAccounts } from './new-accounts.js';
import type { RegisterUserCommand } from './register-user.js';
import { type UserView, viewOf } from './user-queries.js';

export interface CreateUserCommand extends Omit<RegisterUserCommand, 'password'> {
  /** Without one the owner sets it. */
  readonly password?: string;
  readonly roles?: readonly string[];
}

/** Of an account that nobody has given other ones. */
const usersRoles: readonly Role[] = ['user'];

export class CreateUser {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly accounts: NewAccounts,
    private readonly users: UserRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError FORBIDDEN without `users:write`, and for other roles without `roles:assign`; otherwise as RegisterUser. */
  async execute(command: CreateUserCommand, context: RequestContext): Promise<UserView> {
    await this.authorizer.require(context, writeUsers);
    const { email, username, password = null, roles: named = usersRoles } = command;
    const wanted = this.accounts.parse({ email, username, password, roles: named });
    const { roles } = wanted;
    const isAssigning = roles.some((role) => !usersRoles.includes(role));
    if (isAssigning) await this.authorizer.requireAssigning(context, roles);
    const account = await this.accounts.prepare(wanted);
    return this.unitOfWork.run(context, async () => {
      const actor = await this.authorizer.requireStill(context, writeUsers);
      if (isAssigning) await this.authorizer.requireAssigning(actor, roles);
      const user = User.register(
        { ...account, mustChangePassword: account.passwordHash !== null },
        this.clock.now(),
      );
      await this.users.add(user);
      return viewOf(user);
    });
  }
}

import type { Authorizer } from '#application/access/authorizer.js';
import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { parseRoles } from '#domain/access/role.js';
import { writeUsers } from '#domain/users/permissions.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { NewAccounts } from './new-accounts.js';
import { type UserView, viewOf } from './user-queries.js';

export interface CreateUserCommand {
  readonly email: string;
  readonly username: string;
  readonly password: string;
  readonly roles?: readonly string[];
}

export type CreateUserResult = UserView;

export class CreateUser {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly accounts: NewAccounts,
    private readonly users: UserRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError FORBIDDEN without `users:write` or for roles above the own; otherwise as RegisterUser. */
  async execute(command: CreateUserCommand, context: RequestContext): Promise<CreateUserResult> {
    await this.authorizer.require(context, writeUsers);
    const roles = parseRoles(command.roles ?? ['user']);
    await this.authorizer.requireCover(context, roles);
    const account = await this.accounts.prepare({ ...command, roles });
    return this.unitOfWork.run(context, async () => {
      const user = account.register(this.clock.now());
      await this.users.add(user);
      return viewOf(user);
    });
  }
}

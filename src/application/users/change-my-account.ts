import type { Authorizer } from '#application/access/authorizer.js';
import type { Clock } from '#application/shared/clock.js';
import { type ExpectedVersions, requireVersion } from '#application/shared/expected-version.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { sessionRevoked } from '#domain/sessions/errors.js';
import type { ReservedUsernames } from '#domain/users/reserved-usernames.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import { applyChange, parseChange } from './account-change.js';
import { type UserView, viewOf } from './user-queries.js';

export interface ChangeMyAccountCommand {
  readonly username?: string | undefined;
  readonly displayName?: string | null | undefined;
  readonly locale?: string | null | undefined;
  readonly expectedVersions: ExpectedVersions;
}

export class ChangeMyAccount {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly users: UserRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly reserved: ReservedUsernames,
  ) {}

  /** @throws AppError FORBIDDEN with a key; VALIDATION_ERROR, VERSION_CONFLICT, USERNAME_TAKEN or SESSION_REVOKED. */
  async execute(command: ChangeMyAccountCommand, context: RequestContext): Promise<UserView> {
    const { userId } = this.authorizer.requirePerson(context);
    const { username, displayName, locale } = command;
    const change = parseChange({ username, displayName, locale });
    if (change.username !== undefined) this.reserved.refuse(change.username);
    return this.unitOfWork.run(context, async () => {
      const user = await this.users.findByIdForUpdate(userId);
      if (user === null) throw sessionRevoked();
      const before = user.state;
      requireVersion(command.expectedVersions, before.version);
      applyChange(user, change, this.clock.now());
      if (user.state === before) return viewOf(user);
      await this.users.save(user);
      return viewOf(user);
    });
  }
}

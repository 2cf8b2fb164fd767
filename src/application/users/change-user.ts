import type { Authorizer } from '#application/access/authorizer.js';
import type { SessionTermination } from '#application/sessions/session-termination.js';
import type { Clock } from '#application/shared/clock.js';
import { type ExpectedVersions, requireVersion } from '#application/shared/expected-version.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { UserId } from '#domain/shared/ids.js';
import { userNotFound } from '#domain/users/errors.js';
import { changeEmails, writeUsers } from '#domain/users/permissions.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import { type AccountChange, applyChange, parseChange } from './account-change.js';
import type { Administrators } from './administrators.js';
import { type UserView, viewOf } from './user-queries.js';

export interface ChangeUserCommand extends AccountChange {
  readonly id: string;
  readonly expectedVersions: ExpectedVersions;
}

/** Changes somebody's account, as an administrator. */
export class ChangeUser {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly users: UserRepository,
    private readonly administrators: Administrators,
    private readonly sessions: SessionTermination,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws AppError FORBIDDEN without `users:write`, where the account has as much as the actor, and for other roles
   * without `roles:assign` or above the own ones, and for another address without `users:change-email`; STEP_UP_REQUIRED
   * for these; VALIDATION_ERROR; USER_NOT_FOUND; VERSION_CONFLICT; LAST_ADMIN;
   * EMAIL_TAKEN; USERNAME_TAKEN.
   */
  async execute(command: ChangeUserCommand, context: RequestContext): Promise<UserView> {
    const change = parseChange(command);
    const id = UserId.parse(command.id);
    await this.authorizer.require(context, writeUsers, id);
    // Only these take power from somebody.
    const isExclusive = change.roles !== undefined || change.isActive === false;
    return this.unitOfWork.run(context, async () => {
      const actor = await this.authorizer.requireStill(context, writeUsers, { targetId: id, isExclusive });
      const user = await this.users.findByIdForUpdate(id);
      if (user === null) throw userNotFound();
      await this.authorizer.requireOutranking(actor, user.state.roles, id);
      requireVersion(command.expectedVersions, user.state.version);
      const before = user.state;
      applyChange(user, change, this.clock.now());
      if (user.state === before) return viewOf(user);
      if (user.state.roles !== before.roles) {
        await this.authorizer.requireAssigning(actor, user.state.roles, id);
      }
      if (user.state.email !== before.email) {
        await this.authorizer.require(actor, changeEmails, id);
        this.authorizer.requireFresh(actor);
      }
      if (isExclusive && (await this.administrators.includes(before))) {
        if (!(await this.administrators.includes(user.state))) await this.administrators.requireAnother(id);
      }
      await this.users.save(user);
      if (before.isActive && !user.state.isActive) await this.sessions.endAll(id, 'account_deactivated');
      return viewOf(user);
    });
  }
}

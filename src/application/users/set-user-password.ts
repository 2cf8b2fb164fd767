import type { Authorizer } from '#application/access/authorizer.js';
import type { SessionTermination } from '#application/sessions/session-termination.js';
import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { Password } from '#domain/auth/password.js';
import { UserId } from '#domain/shared/ids.js';
import { userNotFound } from '#domain/users/errors.js';
import { writeUsers } from '#domain/users/permissions.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { NewPasswords } from './new-passwords.js';

export interface SetUserPasswordCommand {
  readonly id: string;
  readonly password: string;
  /** Whether whoever sets it is somebody else than the owner, who then has to change it (ASVS 6.4.1). */
  readonly isGiven: boolean;
}

/** Gives somebody another password, which ends their sessions. */
export class SetUserPassword {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly passwords: NewPasswords,
    private readonly users: UserRepository,
    private readonly sessions: SessionTermination,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws AppError FORBIDDEN without `users:write`, or where they have as much as the actor; STEP_UP_REQUIRED;
   * VALIDATION_ERROR, USER_NOT_FOUND, WEAK_PASSWORD, PASSWORD_BREACHED or OVERLOADED.
   */
  async execute(command: SetUserPasswordCommand, context: RequestContext): Promise<void> {
    const id = UserId.parse(command.id);
    const password = Password.parse(command.password);
    await this.authorizer.require(context, writeUsers, id);
    this.authorizer.requireFresh(context);
    const known = await this.users.findById(id);
    if (known === null) throw userNotFound();
    const hash = await this.passwords.prepare(password, known.state);
    await this.unitOfWork.run(context, async () => {
      const actor = await this.authorizer.requireStill(context, writeUsers, { targetId: id });
      const user = await this.users.findByIdForUpdate(id);
      if (user === null) throw userNotFound();
      await this.authorizer.requireOutranking(actor, user.state.roles, id);
      if (command.isGiven) user.givePassword(hash, this.clock.now());
      else user.changePassword(hash, this.clock.now());
      await this.users.save(user);
      await this.sessions.endAll(id, 'password_reset');
    });
  }
}

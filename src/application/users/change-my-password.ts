import type { Authorizer } from '#application/access/authorizer.js';
import type { Reauthentication } from '#application/auth/reauthentication.js';
import type { SessionTermination } from '#application/sessions/session-termination.js';
import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { invalidCredentials } from '#domain/auth/errors.js';
import { Password } from '#domain/auth/password.js';
import { parseAll } from '#domain/shared/validation.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { NewPasswords } from './new-passwords.js';

export interface ChangeMyPasswordCommand {
  readonly currentPassword: string;
  readonly newPassword: string;
}

export class ChangeMyPassword {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly reauthentication: Reauthentication,
    private readonly passwords: NewPasswords,
    private readonly users: UserRepository,
    private readonly sessions: SessionTermination,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * Ends the other sessions (ASVS 7.4.3).
   * @throws AppError STEP_UP_REQUIRED, VALIDATION_ERROR, WEAK_PASSWORD, PASSWORD_BREACHED, INVALID_CREDENTIALS, LOGIN_LOCKED
   * or OVERLOADED.
   */
  async execute(command: ChangeMyPasswordCommand, context: RequestContext): Promise<void> {
    const { current, next } = parseAll({
      current: () => Password.parse(command.currentPassword, 'currentPassword'),
      next: () => Password.parse(command.newPassword, 'newPassword'),
    });
    this.authorizer.requireFreshUser(context);
    const { user: known, principal } = await this.reauthentication.require(current, context);
    const hash = await this.passwords.prepare(next, known.state, 'newPassword');
    await this.unitOfWork.run(context, async () => {
      const user = await this.users.findByIdForUpdate(principal.userId);
      const isSame = user?.state.passwordHash?.encoded === known.state.passwordHash?.encoded;
      if (user === null || !isSame) throw invalidCredentials();
      user.changePassword(hash, this.clock.now());
      await this.users.save(user);
      await this.sessions.endAll(principal.userId, 'password_changed', principal.sessionId);
    });
  }
}

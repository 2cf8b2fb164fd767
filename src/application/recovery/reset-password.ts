import type { PasswordHasher } from '#application/auth/password-hasher.js';
import type { OneTimeTokens } from '#application/one-time-tokens/one-time-tokens.js';
import type { SessionTermination } from '#application/sessions/session-termination.js';
import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { NewPasswords } from '#application/users/new-passwords.js';
import { weakPassword } from '#domain/auth/errors.js';
import { Password } from '#domain/auth/password.js';
import { replaceGivenPassword, resetPassword } from '#domain/recovery/purposes.js';
import type { User } from '#domain/users/user.js';
import type { UserRepository } from '#domain/users/user-repository.js';

export interface ResetPasswordCommand {
  readonly token: string;
  readonly newPassword: string;
}

const field = 'newPassword';
const purposes = [resetPassword, replaceGivenPassword];

export class ResetPassword {
  constructor(
    private readonly tokens: OneTimeTokens,
    private readonly passwords: NewPasswords,
    private readonly hasher: PasswordHasher,
    private readonly users: UserRepository,
    private readonly sessions: SessionTermination,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * Signs nobody in: a second factor is still asked for (ASVS 6.4.3). The token is looked at before anything is hashed,
   * and used up only together with the change, so that a refused password leaves it good.
   * @throws AppError VALIDATION_ERROR, TOKEN_INVALID, WEAK_PASSWORD, PASSWORD_BREACHED or OVERLOADED.
   */
  async execute(command: ResetPasswordCommand, context: RequestContext): Promise<void> {
    const password = Password.parse(command.newPassword, field);
    const { user: known } = await this.tokens.check(command.token, ...purposes);
    await this.#refuseGiven(password, known);
    const hash = await this.passwords.prepare(password, known.state, field);
    await this.unitOfWork.run(context, async () => {
      const { user, purpose } = await this.tokens.redeem(command.token, ...purposes);
      const at = this.clock.now();
      if (purpose === resetPassword.name) user.verifyEmail(at);
      user.changePassword(hash, at);
      await this.users.save(user);
      await this.sessions.endAll(user.id, 'password_reset');
    });
  }

  /** What somebody else knows does not become a secret by being typed once more (ASVS 6.4.1). */
  async #refuseGiven(password: Password, { state }: User): Promise<void> {
    const { mustChangePassword, passwordHash } = state;
    if (!mustChangePassword || passwordHash === null) return;
    if (!(await this.hasher.verify(password, passwordHash))) return;
    throw weakPassword({ details: [{ field, message: 'must not be the one that was given to you' }] });
  }
}

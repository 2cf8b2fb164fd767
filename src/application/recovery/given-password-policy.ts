import type { Proof } from '#application/auth/proof.js';
import type { SignInPolicy } from '#application/auth/sign-in-policy.js';
import type { OneTimeTokens } from '#application/one-time-tokens/one-time-tokens.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { invalidCredentials } from '#domain/auth/errors.js';
import { passwordChangeRequired } from '#domain/recovery/errors.js';
import { replaceGivenPassword } from '#domain/recovery/purposes.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { RecoverySettings } from './password-links.js';

/** A password that an administrator has given opens nothing but its own change (ASVS 6.4.1). */
export class GivenPasswordPolicy implements SignInPolicy {
  readonly rank = 20;
  readonly errors = [passwordChangeRequired];

  constructor(
    private readonly tokens: OneTimeTokens,
    private readonly users: UserRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly settings: RecoverySettings,
  ) {}

  /** @throws AppError PASSWORD_CHANGE_REQUIRED, with what `ResetPassword` takes as a token. */
  async check({ user: known, amr }: Proof, context: RequestContext): Promise<void> {
    if (!known.state.mustChangePassword || !amr.includes('pwd')) return;
    const expiresIn = this.settings.givenPasswordMinutes * 60;
    const token = await this.unitOfWork.run(context, async () => {
      const user = await this.users.findByIdForUpdate(known.id);
      if (user?.state.passwordVersion !== known.state.passwordVersion) throw invalidCredentials();
      return this.tokens.issue(replaceGivenPassword, user, { seconds: expiresIn });
    });
    throw passwordChangeRequired({ challenge: { token, expiresIn } });
  }
}

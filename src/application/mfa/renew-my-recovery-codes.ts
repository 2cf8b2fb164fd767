import type { Authorizer } from '#application/access/authorizer.js';
import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { SecondFactorsRepository } from '#domain/mfa/second-factors-repository.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { RecoveryCodesView } from './confirm-my-totp.js';
import { lockedAccount } from './locked-account.js';
import type { SecondFactorChange } from './second-factor-change.js';

export class RenewMyRecoveryCodes {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly users: UserRepository,
    private readonly factors: SecondFactorsRepository,
    private readonly change: SecondFactorChange,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError STEP_UP_REQUIRED, FACTOR_NOT_FOUND without a second factor, or SESSION_REVOKED. */
  async execute(context: RequestContext): Promise<RecoveryCodesView> {
    const { userId } = this.authorizer.requireFreshUser(context);
    return this.unitOfWork.run(context, async () => {
      const user = await lockedAccount(this.users, userId);
      const factors = await this.factors.find(userId);
      const { shown, digests } = this.change.newRecoveryCodes();
      factors.renewRecoveryCodes(digests, this.clock.now());
      await this.change.save(user, factors);
      return { recoveryCodes: shown };
    });
  }
}

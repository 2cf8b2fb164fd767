import type { Authorizer } from '#application/access/authorizer.js';
import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { FactorId } from '#domain/mfa/second-factors.js';
import type { SecondFactorsRepository } from '#domain/mfa/second-factors-repository.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import { lockedAccount } from './locked-account.js';
import type { SecondFactorChange } from './second-factor-change.js';

export interface RemoveMyFactorCommand {
  readonly id: string;
}

export class RemoveMyFactor {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly users: UserRepository,
    private readonly factors: SecondFactorsRepository,
    private readonly change: SecondFactorChange,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * Also the last one of somebody who has to have one: the next sign-in asks for another.
   * @throws AppError VALIDATION_ERROR, STEP_UP_REQUIRED, FACTOR_NOT_FOUND or SESSION_REVOKED.
   */
  async execute(command: RemoveMyFactorCommand, context: RequestContext): Promise<void> {
    const id = FactorId.parse(command.id);
    const { userId } = this.authorizer.requireFreshUser(context);
    await this.unitOfWork.run(context, async () => {
      const user = await lockedAccount(this.users, userId);
      const factors = await this.factors.find(userId);
      factors.remove(id, this.clock.now());
      await this.change.save(user, factors);
    });
  }
}

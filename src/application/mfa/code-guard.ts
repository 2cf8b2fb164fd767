import type { Lockout } from '#application/auth/lockout.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { UserId } from '#domain/shared/ids.js';

/** Counts guesses at codes with those at the password, and does all that follows from a right one in one unit of work. */
export class CodeGuard {
  constructor(
    private readonly lockout: Lockout,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * @param verify within the unit of work; null for a wrong code.
   * @throws AppError INVALID_CREDENTIALS, LOGIN_LOCKED, OVERLOADED, or what `verify` throws.
   */
  async judge<T>(userId: UserId, context: RequestContext, verify: () => Promise<T | null>): Promise<T> {
    const attempt = await this.lockout.reserve({ userId }, context);
    return this.lockout.judge(attempt, () => this.unitOfWork.run(context, verify));
  }
}

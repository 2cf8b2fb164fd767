import type { TokenRedeemer } from '#application/mail/token-redeemer.js';
import type { OneTimeTokens } from '#application/one-time-tokens/one-time-tokens.js';
import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { type UserView, viewOf } from '#application/users/user-queries.js';
import { verifyEmail } from '#domain/email-addresses/purposes.js';
import type { UserRepository } from '#domain/users/user-repository.js';

export interface VerifyEmailCommand {
  readonly token: string;
}

export class VerifyEmail {
  constructor(
    private readonly tokens: OneTimeTokens,
    private readonly users: UserRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly redeemers: readonly TokenRedeemer[],
  ) {}

  /** @throws AppError TOKEN_INVALID, or USERNAME_TAKEN where a registration is finished. */
  async execute({ token }: VerifyEmailCommand, context: RequestContext): Promise<UserView> {
    const redeemer = this.redeemers.find((each) => each.accepts(token));
    if (redeemer !== undefined) return redeemer.redeem(token, context);
    return this.unitOfWork.run(context, async () => {
      const { user } = await this.tokens.redeem(token, verifyEmail);
      const before = user.state;
      user.verifyEmail(this.clock.now());
      if (user.state !== before) await this.users.save(user);
      return viewOf(user);
    });
  }
}

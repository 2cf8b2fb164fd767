import type { OneTimeTokens } from '#application/one-time-tokens/one-time-tokens.js';
import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { type UserView, viewOf } from '#application/users/user-queries.js';
import { changeEmail } from '#domain/email-addresses/purposes.js';
import { Email } from '#domain/users/email.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { AddressMails } from './address-mails.js';

export interface ChangeEmailCommand {
  readonly token: string;
}

/** Gives the account the address to which the link was sent. */
export class ChangeEmail {
  constructor(
    private readonly tokens: OneTimeTokens,
    private readonly users: UserRepository,
    private readonly mails: AddressMails,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError TOKEN_INVALID, or EMAIL_TAKEN, which leaves the token good. */
  execute({ token }: ChangeEmailCommand, context: RequestContext): Promise<UserView> {
    return this.unitOfWork.run(context, async () => {
      const { user, email } = await this.tokens.redeem(token, changeEmail);
      const at = this.clock.now();
      const before = user.state;
      user.changeEmail(Email.rehydrate(email as string), at, at);
      await this.users.save(user);
      await this.mails.offerWayBack(user, before.email, before.emailVerifiedAt === null);
      return viewOf(user);
    });
  }
}

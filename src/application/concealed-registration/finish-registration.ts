import type { Clock } from '#application/shared/clock.js';
import type { OpaqueTokens } from '#application/shared/opaque-tokens.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { type UserView, viewOf } from '#application/users/user-queries.js';
import { tokenInvalid } from '#domain/one-time-tokens/errors.js';
import { isError } from '#domain/shared/app-error.js';
import { emailTaken } from '#domain/users/errors.js';
import { User } from '#domain/users/user.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { PendingRegistrations } from './pending-registrations.js';

export interface FinishRegistrationCommand {
  readonly token: string;
}

export class FinishRegistration {
  constructor(
    private readonly registrations: PendingRegistrations,
    private readonly tokens: OpaqueTokens,
    private readonly users: UserRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * What rolls the account back gives the token back, so that it can be tried again when the username is free.
   * @throws AppError TOKEN_INVALID, also where the address has an account by now; USERNAME_TAKEN.
   */
  async execute({ token }: FinishRegistrationCommand, context: RequestContext): Promise<UserView> {
    try {
      return await this.unitOfWork.run(context, async () => {
        const registration = await this.registrations.consume(this.tokens.hashOf(token));
        if (registration === null) throw tokenInvalid();
        const at = this.clock.now();
        const user = User.register({ ...registration, roles: ['user'] }, at);
        user.verifyEmail(at);
        await this.users.add(user);
        return viewOf(user);
      });
    } catch (error) {
      throw isError(error, emailTaken) ? tokenInvalid() : error;
    }
  }
}

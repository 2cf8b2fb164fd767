import type { Authorizer } from '#application/access/authorizer.js';
import type { RequestContext, SignedInPrincipal } from '#application/shared/request-context.js';
import type { Password } from '#domain/auth/password.js';
import { sessionRevoked } from '#domain/sessions/errors.js';
import type { User } from '#domain/users/user.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { Lockout } from './lockout.js';
import type { PasswordHasher } from './password-hasher.js';

/** Asks a signed-in user for the password again, before what a stolen access token must not do (ASVS 7.5.1). @public */
export class Reauthentication {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly users: UserRepository,
    private readonly lockout: Lockout,
    private readonly hasher: PasswordHasher,
  ) {}

  /** @throws AppError UNAUTHENTICATED, SESSION_REVOKED, INVALID_CREDENTIALS, LOGIN_LOCKED or OVERLOADED. */
  async require(
    password: Password,
    context: RequestContext,
  ): Promise<{ user: User; principal: SignedInPrincipal }> {
    const principal = this.authorizer.requireSession(context);
    const user = await this.users.findById(principal.userId);
    if (user === null) throw sessionRevoked();
    const attempt = await this.lockout.reserve({ userId: user.id }, context);
    const { passwordHash } = user.state;
    const isRight = () =>
      passwordHash === null
        ? this.hasher.verifyNothing(password)
        : this.hasher.verify(password, passwordHash);
    await this.lockout.judge(attempt, async () => ((await isRight()) ? user : null));
    return { user, principal };
  }
}

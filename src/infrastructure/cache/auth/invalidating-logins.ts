import type { CountedAttempt, Logins, NewLogin } from '#application/auth/logins.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { AccountInvalidation } from '../account-invalidation.js';

/** Tells of logins, which change the view of an account. */
export class InvalidatingLogins implements Logins {
  constructor(
    private readonly logins: Logins,
    private readonly invalidation: AccountInvalidation,
  ) {}

  begin(...login: Parameters<Logins['begin']>): Promise<CountedAttempt> {
    return this.logins.begin(...login);
  }

  async add(login: NewLogin, context: RequestContext): Promise<boolean> {
    const isStored = await this.logins.add(login, context);
    const { id, lastLoginAt } = login.user.state;
    if (isStored && lastLoginAt !== null) await this.invalidation.loggedIn(id, lastLoginAt);
    return isStored;
  }
}

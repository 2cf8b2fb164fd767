import type { Authorizer } from '#application/access/authorizer.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { isUuid, type UserId } from '#domain/shared/ids.js';
import { Email } from '#domain/users/email.js';
import { userNotFound } from '#domain/users/errors.js';
import { readUsers } from '#domain/users/permissions.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import { Username } from '#domain/users/username.js';
import { type UserView, viewOf } from './user-queries.js';

export interface LookUpUserQuery {
  /** An id, an address or a username, in whichever spelling. */
  readonly who: string;
}

/** For an operator, who has what somebody has told them. */
export class LookUpUser {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly users: UserRepository,
  ) {}

  /** @throws AppError FORBIDDEN without `users:read`; VALIDATION_ERROR; USER_NOT_FOUND. */
  async execute({ who }: LookUpUserQuery, context: RequestContext): Promise<UserView> {
    await this.authorizer.require(context, readUsers);
    const user = await this.#find(who);
    if (user === null) throw userNotFound();
    return viewOf(user);
  }

  #find(who: string) {
    if (isUuid(who.toLowerCase())) return this.users.findById(who.toLowerCase() as UserId);
    if (who.includes('@')) return this.users.findByEmail(Email.parse(who, 'user'));
    return this.users.findByUsername(Username.parse(who, 'user'));
  }
}

import type { Authorizer } from '#application/access/authorizer.js';
import type { AccessTokens } from '#application/sessions/access-tokens.js';
import type { AccessTokenView } from '#application/sessions/token-issuer.js';
import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { impersonateUsers } from '#domain/access/permissions.js';
import { accountInactive } from '#domain/auth/errors.js';
import { parseReason } from '#domain/service-accounts/impersonation-reason.js';
import { UserId } from '#domain/shared/ids.js';
import { invalidField } from '#domain/shared/validation.js';
import { userNotFound } from '#domain/users/errors.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { ImpersonationRecord } from './impersonation-record.js';
import { machineTokenMs } from './machine-token.js';

export interface ImpersonateUserCommand {
  readonly userId: string;
  readonly reason: string;
}

/** Gives a token to act in somebody's place (RFC 8693 §4.1), on record. */
export class ImpersonateUser {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly users: UserRepository,
    private readonly record: ImpersonationRecord,
    private readonly tokens: AccessTokens,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws AppError VALIDATION_ERROR, also for oneself; STEP_UP_REQUIRED; USER_NOT_FOUND; ACCOUNT_INACTIVE; FORBIDDEN
   * without `users:impersonate`, for somebody with more, with a key, or in somebody's place already.
   */
  async execute(command: ImpersonateUserCommand, context: RequestContext): Promise<AccessTokenView> {
    const userId = UserId.parse(command.userId);
    const reason = parseReason(command.reason);
    const { userId: impersonatorId, sessionId } = this.authorizer.requireSession(context);
    await this.authorizer.require(context, impersonateUsers, userId);
    this.authorizer.requireFresh(context);
    if (userId === impersonatorId) throw invalidField('id', 'must be somebody else');
    const user = await this.users.findById(userId);
    if (user === null) throw userNotFound();
    const { roles, isActive } = user.state;
    await this.authorizer.requireImpersonating(context, roles, userId);
    if (!isActive) throw accountInactive();
    const at = this.clock.now();
    await this.unitOfWork.run(context, async () => {
      const actor = await this.authorizer.requireStill(context, impersonateUsers, { targetId: userId });
      const current = (await this.users.findById(userId))?.state.roles;
      if (current === undefined) throw userNotFound();
      await this.authorizer.requireImpersonating(actor, current, userId);
      await this.record.add({ userId, impersonatorId, reason }, at);
    });
    const subject = { kind: 'impersonation', userId, impersonatorId, sessionId, roles } as const;
    const { token, expiresIn } = await this.tokens.sign(subject, new Date(at.getTime() + machineTokenMs));
    return { accessToken: token, tokenType: 'Bearer', expiresIn };
  }
}

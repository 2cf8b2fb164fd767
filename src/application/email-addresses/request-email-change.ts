import type { Authorizer } from '#application/access/authorizer.js';
import type { Jobs } from '#application/jobs/jobs.js';
import type { OneTimeTokens } from '#application/one-time-tokens/one-time-tokens.js';
import type { Cipher } from '#application/shared/cipher.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { changeEmail } from '#domain/email-addresses/purposes.js';
import { sessionRevoked } from '#domain/sessions/errors.js';
import { Email } from '#domain/users/email.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import { addressContext, sendChangeLink } from './send-change-link.js';

export interface RequestEmailChangeCommand {
  readonly email: string;
}

export class RequestEmailChange {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly users: UserRepository,
    private readonly tokens: OneTimeTokens,
    private readonly jobs: Jobs,
    private readonly cipher: Cipher,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Changes nothing yet. Whether somebody else has the address, the job finds out, when nobody waits for it any more; it
   * is bound to the address and password of now, so that one who is locked out meanwhile gets no link.
   * @throws AppError STEP_UP_REQUIRED, VALIDATION_ERROR or SESSION_REVOKED.
   */
  async execute(command: RequestEmailChangeCommand, context: RequestContext): Promise<void> {
    const { userId } = this.authorizer.requireFreshUser(context);
    const email = Email.parse(command.email);
    await this.unitOfWork.run(context, async () => {
      const user = await this.users.findById(userId);
      if (user === null) throw sessionRevoked();
      const boundTo = this.tokens.bindingOf(changeEmail, user);
      const address = this.cipher.encrypt(email.value, addressContext(userId));
      await this.jobs.enqueue(sendChangeLink, { userId, address, boundTo });
    });
  }
}

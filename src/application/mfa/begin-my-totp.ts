import type { Authorizer } from '#application/access/authorizer.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { DisplayName } from '#domain/users/display-name.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import { lockedAccount } from './locked-account.js';
import type { TotpEnrolment, TotpEnrolmentView } from './totp-enrolment.js';

export interface BeginMyTotpCommand {
  readonly name?: string | undefined;
}

export class BeginMyTotp {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly users: UserRepository,
    private readonly enrolment: TotpEnrolment,
  ) {}

  /** @throws AppError VALIDATION_ERROR, STEP_UP_REQUIRED, EMAIL_NOT_VERIFIED, TOO_MANY_FACTORS or SESSION_REVOKED. */
  async execute({ name }: BeginMyTotpCommand, context: RequestContext): Promise<TotpEnrolmentView> {
    const parsed = name === undefined ? null : DisplayName.parse(name, 'name').value;
    const { userId } = this.authorizer.requireFreshUser(context);
    return this.enrolment.begin(parsed, context, () => lockedAccount(this.users, userId));
  }
}

import type { Authorizer } from '#application/access/authorizer.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { FactorId } from '#domain/mfa/second-factors.js';
import { TotpCode } from '#domain/mfa/totp-code.js';
import { parseAll } from '#domain/shared/validation.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { CodeGuard } from './code-guard.js';
import { lockedAccount } from './locked-account.js';
import { totpMethods } from './second-factor-check.js';
import type { SessionProof } from './session-proof.js';
import type { TotpEnrolment } from './totp-enrolment.js';

export interface ConfirmMyTotpCommand {
  readonly id: string;
  readonly code: string;
}

export interface RecoveryCodesView {
  /** Shown this once; empty where the account has some already. */
  readonly recoveryCodes: readonly string[];
}

export class ConfirmMyTotp {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly guard: CodeGuard,
    private readonly users: UserRepository,
    private readonly enrolment: TotpEnrolment,
    private readonly proof: SessionProof,
  ) {}

  /**
   * The next tokens of this session tell of the factor; other sessions stay as they are.
   * @throws AppError VALIDATION_ERROR, FACTOR_NOT_FOUND, INVALID_CREDENTIALS, LOGIN_LOCKED, OVERLOADED or SESSION_REVOKED.
   */
  async execute(command: ConfirmMyTotpCommand, context: RequestContext): Promise<RecoveryCodesView> {
    const { id, code } = parseAll({
      id: () => FactorId.parse(command.id),
      code: () => TotpCode.parse(command.code),
    });
    const { userId } = this.authorizer.requireSession(context);
    const recoveryCodes = await this.guard.judge(userId, context, async () => {
      const user = await lockedAccount(this.users, userId);
      const codes = await this.enrolment.confirm(user, id, code);
      if (codes !== null) await this.proof.note(context, totpMethods, false);
      return codes;
    });
    return { recoveryCodes };
  }
}

import type { Reauthentication } from '#application/auth/reauthentication.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { Password } from '#domain/auth/password.js';
import type { TotpCode } from '#domain/mfa/totp-code.js';
import type { Session } from '#domain/sessions/session.js';
import type { UserId } from '#domain/shared/ids.js';
import type { CodeGuard } from './code-guard.js';
import type { SecondFactorCheck } from './second-factor-check.js';
import type { SessionProof } from './session-proof.js';

/** Makes a session fresh by one more proof of who it is. Both throw INVALID_CREDENTIALS, LOGIN_LOCKED or OVERLOADED. */
export class FreshProof {
  constructor(
    private readonly reauthentication: Reauthentication,
    private readonly guard: CodeGuard,
    private readonly check: SecondFactorCheck,
    private readonly proof: SessionProof,
  ) {}

  byCode(userId: UserId, code: TotpCode, context: RequestContext): Promise<Session> {
    return this.guard.judge(userId, context, async () => {
      const amr = await this.check.spend(userId, code);
      return amr && this.proof.note(context, amr, true);
    });
  }

  async byPassword(password: Password, context: RequestContext): Promise<Session> {
    await this.reauthentication.require(password, context);
    return this.proof.note(context, ['pwd'], true);
  }
}

import type { Authorizer } from '#application/access/authorizer.js';
import type { Reauthentication } from '#application/auth/reauthentication.js';
import type { AccessTokenView, TokenIssuer } from '#application/sessions/token-issuer.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { Password } from '#domain/auth/password.js';
import { TotpCode } from '#domain/mfa/totp-code.js';
import { sessionRevoked } from '#domain/sessions/errors.js';
import type { Session } from '#domain/sessions/session.js';
import type { UserId } from '#domain/shared/ids.js';
import { invalidField } from '#domain/shared/validation.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { CodeGuard } from './code-guard.js';
import type { SecondFactorCheck } from './second-factor-check.js';
import type { SessionProof } from './session-proof.js';

export interface StepUpCommand {
  /** Exactly one of `password`, and `code` where there is a second factor. */
  readonly password?: string | undefined;
  readonly code?: string | undefined;
}

/** Proves anew who it is, within a session (ASVS 7.5.3). */
export class StepUp {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly users: UserRepository,
    private readonly reauthentication: Reauthentication,
    private readonly guard: CodeGuard,
    private readonly check: SecondFactorCheck,
    private readonly proof: SessionProof,
    private readonly tokens: TokenIssuer,
  ) {}

  /**
   * The access token that it gives is fresh; others of the session stay as old as they are.
   * @throws AppError VALIDATION_ERROR, also for a password where there is a second factor; INVALID_CREDENTIALS,
   * LOGIN_LOCKED, OVERLOADED or SESSION_REVOKED.
   */
  async execute(command: StepUpCommand, context: RequestContext): Promise<AccessTokenView> {
    const proof = proofOf(command);
    const { userId, roles, tenantId } = this.authorizer.requireSession(context);
    const user = await this.users.findById(userId);
    if (user === null) throw sessionRevoked();
    const wantsCode = user.state.hasSecondFactor;
    if (wantsCode !== proof instanceof TotpCode) throw wrongProof(wantsCode);
    const session = await (proof instanceof TotpCode
      ? this.#byCode(userId, proof, context)
      : this.#byPassword(proof, context));
    return this.tokens.issueAccess(session, roles, { tenantId });
  }

  #byCode(userId: UserId, code: TotpCode, context: RequestContext): Promise<Session> {
    return this.guard.judge(userId, context, async () => {
      const amr = await this.check.spend(userId, code);
      return amr && this.proof.note(context, amr, true);
    });
  }

  async #byPassword(password: Password, context: RequestContext): Promise<Session> {
    await this.reauthentication.require(password, context);
    return this.proof.note(context, ['pwd'], true);
  }
}

function proofOf({ password, code }: StepUpCommand): Password | TotpCode {
  if (password !== undefined && code === undefined) return Password.parse(password);
  if (password === undefined && code !== undefined) return TotpCode.parse(code);
  throw invalidField('password', 'send either a password or a code');
}

function wrongProof(wantsCode: boolean) {
  return wantsCode
    ? invalidField('code', 'is required: this account has a second factor')
    : invalidField('password', 'is required: this account has no second factor');
}

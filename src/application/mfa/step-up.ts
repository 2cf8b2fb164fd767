import type { Authorizer } from '#application/access/authorizer.js';
import type { AccessTokenView, TokenIssuer } from '#application/sessions/token-issuer.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { Password } from '#domain/auth/password.js';
import { TotpCode } from '#domain/mfa/totp-code.js';
import { sessionRevoked } from '#domain/sessions/errors.js';
import { invalidField } from '#domain/shared/validation.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { FreshProof } from './fresh-proof.js';
import type { RequiredFactors } from './required-factors.js';

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
    private readonly proofs: FreshProof,
    private readonly required: RequiredFactors,
    private readonly tokens: TokenIssuer,
  ) {}

  /**
   * The access token that it gives is fresh; others of the session stay as old as they are.
   * @throws AppError VALIDATION_ERROR, also for a password where there is a second factor; INVALID_CREDENTIALS,
   * LOGIN_LOCKED, OVERLOADED or SESSION_REVOKED; MFA_ENROLLMENT_REQUIRED where there has to be a second factor and is none.
   */
  async execute(command: StepUpCommand, context: RequestContext): Promise<AccessTokenView> {
    const proof = proofOf(command);
    const { userId, roles, tenantId } = this.authorizer.requireSession(context);
    const user = await this.users.findById(userId);
    if (user === null) throw sessionRevoked();
    const wantsCode = user.state.hasSecondFactor;
    if (wantsCode !== proof instanceof TotpCode) throw wrongProof(wantsCode);
    this.required.check(user.state);
    const session = await (proof instanceof TotpCode
      ? this.proofs.byCode(userId, proof, context)
      : this.proofs.byPassword(proof, context));
    return this.tokens.issueAccess(session, roles, { tenantId });
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

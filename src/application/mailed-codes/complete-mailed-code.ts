import type { Lockout } from '#application/auth/lockout.js';
import type { Proof } from '#application/auth/proof.js';
import type { SignIn } from '#application/auth/sign-in.js';
import { type SignInView, signInView } from '#application/auth/sign-in-view.js';
import type { TokenIssuer } from '#application/sessions/token-issuer.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { invalidCredentials } from '#domain/auth/errors.js';
import { SignInCode } from '#domain/mailed-codes/sign-in-code.js';
import { tokenInvalid } from '#domain/one-time-tokens/errors.js';
import { invalidField } from '#domain/shared/validation.js';
import type { MailedCodeAuthenticator } from './mailed-code-authenticator.js';

/** Either of the link, or the challenge with its code. */
export interface CompleteMailedCodeCommand {
  readonly token?: string | undefined;
  readonly challengeToken?: string | undefined;
  readonly code?: string | undefined;
}

export class CompleteMailedCode {
  constructor(
    private readonly lockout: Lockout,
    private readonly codes: MailedCodeAuthenticator,
    private readonly signIn: SignIn,
    private readonly tokens: TokenIssuer,
  ) {}

  /**
   * @throws AppError VALIDATION_ERROR, TOKEN_INVALID, INVALID_CREDENTIALS, CHALLENGE_FAILED, LOGIN_LOCKED or OVERLOADED, and
   * what else stands in the way of those who have shown who they are.
   */
  async execute(command: CompleteMailedCodeCommand, context: RequestContext): Promise<SignInView> {
    const outcome = await this.signIn.complete(await this.#prove(command, context), context);
    if (outcome.kind === 'outdated') throw invalidCredentials();
    return signInView(this.tokens, outcome);
  }

  async #prove(
    { token, challengeToken, code }: CompleteMailedCodeCommand,
    context: RequestContext,
  ): Promise<Proof> {
    if (token !== undefined && challengeToken === undefined && code === undefined) {
      const proof = await this.codes.verifyLink(token, context);
      if (proof === null) throw tokenInvalid();
      return proof;
    }
    if (token !== undefined || challengeToken === undefined || code === undefined) {
      throw invalidField('token', 'send either a token, or a challengeToken and its code');
    }
    const credentials = { challengeToken, code: SignInCode.parse(code), context };
    const { subject } = await this.codes.identify(credentials);
    const attempt = await this.lockout.reserve(subject, context);
    return this.lockout.judge(attempt, () => this.codes.verify(credentials));
  }
}

import type { RequestContext } from '#application/shared/request-context.js';
import { invalidCredentials } from '#domain/auth/errors.js';
import { Password } from '#domain/auth/password.js';
import type { TokenAudiences } from '../sessions/token-audiences.js';
import type { TokenIssuer } from '../sessions/token-issuer.js';
import type { Lockout } from './lockout.js';
import type { PasswordAuthenticator, PasswordCredentials } from './password-authenticator.js';
import type { Proof } from './proof.js';
import type { SignIn, SignInOutcome } from './sign-in.js';
import { type SignInView, signInView } from './sign-in-view.js';

export interface LogInCommand {
  /** Exactly one of `email` and `username`. */
  readonly email?: string | undefined;
  readonly username?: string | undefined;
  readonly password: string;
  readonly deviceToken?: string | undefined;
  /** Of the access token. */
  readonly audience?: string | undefined;
}

export class LogIn {
  constructor(
    private readonly lockout: Lockout,
    private readonly passwords: PasswordAuthenticator,
    private readonly signIn: SignIn,
    private readonly tokens: TokenIssuer,
    private readonly audiences: TokenAudiences,
  ) {}

  /**
   * @throws AppError VALIDATION_ERROR, INVALID_CREDENTIALS, LOGIN_LOCKED or OVERLOADED; ACCOUNT_INACTIVE only
   * to those who know the password.
   */
  async execute(command: LogInCommand, context: RequestContext): Promise<SignInView> {
    const audience = this.audiences.require(command.audience);
    const { deviceToken, audience: _, ...names } = command;
    const asked = { deviceToken, audience };
    const credentials = { ...names, password: Password.parse(command.password) };
    let outcome = await this.#attempt(credentials, asked, context);
    // Another login may have upgraded the hash in the meantime: then the password is compared once more.
    if (outcome.kind === 'outdated') outcome = await this.#attempt(credentials, asked, context);
    if (outcome.kind === 'outdated') throw invalidCredentials();
    return signInView(this.tokens, outcome, audience);
  }

  async #attempt(
    credentials: PasswordCredentials,
    asked: Pick<Proof, 'deviceToken' | 'audience'>,
    context: RequestContext,
  ): Promise<SignInOutcome> {
    const { user, subject } = await this.passwords.identify(credentials);
    const attempt = await this.lockout.reserve(subject, context);
    const proof = await this.lockout.judge(attempt, () => this.passwords.verify(credentials, user));
    return this.signIn.complete({ ...proof, ...asked }, context);
  }
}

import type { RequestContext } from '#application/shared/request-context.js';
import { type UserView, viewOf } from '#application/users/user-queries.js';
import { invalidCredentials } from '#domain/auth/errors.js';
import { Password } from '#domain/auth/password.js';
import type { TokenIssuer, TokensView } from '../sessions/token-issuer.js';
import type { LoginIdentification } from './login-identification.js';
import type { LoginOpening, OpenedLogin } from './login-opening.js';

export interface LogInCommand {
  /** Exactly one of `email` and `username`. */
  readonly email?: string | undefined;
  readonly username?: string | undefined;
  readonly password: string;
}

export interface LogInResult extends TokensView {
  readonly user: UserView;
}

export class LogIn {
  constructor(
    private readonly identification: LoginIdentification,
    private readonly opening: LoginOpening,
    private readonly tokens: TokenIssuer,
  ) {}

  /**
   * @throws AppError VALIDATION_ERROR, INVALID_CREDENTIALS, LOGIN_LOCKED or OVERLOADED; ACCOUNT_INACTIVE only
   * to those who know the password.
   */
  async execute(command: LogInCommand, context: RequestContext): Promise<LogInResult> {
    const password = Password.parse(command.password);
    // Another login may have upgraded the hash in the meantime: then the password is compared once more.
    const opened =
      (await this.#attempt(command, password, context)) ?? (await this.#attempt(command, password, context));
    if (opened === null) throw invalidCredentials();
    const { user, session, refreshToken } = opened;
    const tokens = await this.tokens.issue(session, refreshToken, user.state.roles);
    return { ...tokens, user: viewOf(user) };
  }

  /** Null when the account was changed between the comparison and the opening of the session. */
  #attempt(command: LogInCommand, password: Password, context: RequestContext): Promise<OpenedLogin | null> {
    return this.identification.identify(command, password, context, (identified, attempt) =>
      this.opening.open(identified, attempt, context),
    );
  }
}

import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { type UserView, viewOf } from '#application/users/user-queries.js';
import { invalidCredentials } from '#domain/auth/errors.js';
import { Password } from '#domain/auth/password.js';
import { User } from '#domain/users/user.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { LoginIdentification } from './login-identification.js';
import type { SessionOpening } from './session-opening.js';
import type { TokenIssuer, TokensView } from './token-issuer.js';

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
    private readonly users: UserRepository,
    private readonly sessions: SessionOpening,
    private readonly tokens: TokenIssuer,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws AppError VALIDATION_ERROR, INVALID_CREDENTIALS, LOGIN_LOCKED or OVERLOADED; ACCOUNT_INACTIVE only
   * to those who know the password.
   */
  async execute(command: LogInCommand, context: RequestContext): Promise<LogInResult> {
    const password = Password.parse(command.password);
    // Another login may have upgraded the hash in the meantime: then the password is compared once more.
    const result =
      (await this.#attempt(command, password, context)) ?? (await this.#attempt(command, password, context));
    if (result === null) throw invalidCredentials();
    return result;
  }

  /** Null when the account was changed between the comparison and the opening of the session. */
  async #attempt(
    command: LogInCommand,
    password: Password,
    context: RequestContext,
  ): Promise<LogInResult | null> {
    const { user: known, upgradedHash } = await this.identification.identify(command, password, context);
    const sessionId = this.sessions.nextId();
    const actor = { userId: known.id, sessionId, roles: known.state.roles };
    const opened = await this.unitOfWork.run({ ...context, actor }, async () => {
      const user = User.rehydrate(known.state);
      if (upgradedHash !== null) user.upgradePasswordHash(upgradedHash);
      user.recordLogin(sessionId, this.clock.now());
      const isUnchanged = await this.users.saveLogin(user, known.state.passwordHash);
      return isUnchanged ? { user, ...(await this.sessions.open(sessionId, user.id, context)) } : null;
    });
    if (opened === null) return null;
    const { user } = opened;
    const tokens = await this.tokens.issue(opened.session, opened.refreshToken, user.state.roles);
    return { ...tokens, user: viewOf(user) };
  }
}

import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { AttemptLimit } from '#domain/auth/lockout-policy.js';
import type { SessionId } from '#domain/shared/ids.js';
import { User } from '#domain/users/user.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { OpenedSession, SessionOpening } from '../sessions/session-opening.js';
import type { LoginAttempts } from './login-attempts.js';
import type { IdentifiedUser } from './login-identification.js';
import type { Logins } from './logins.js';

export interface OpenedLogin extends OpenedSession {
  readonly user: User;
}

/** Opens the session of somebody whose password was right, and takes the attempt back. */
export class LoginOpening {
  constructor(
    private readonly logins: Logins,
    private readonly users: UserRepository,
    private readonly sessions: SessionOpening,
    private readonly attempts: LoginAttempts,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** Null when the account was changed since the comparison. */
  async open(
    identified: IdentifiedUser,
    attempt: readonly AttemptLimit[],
    context: RequestContext,
  ): Promise<OpenedLogin | null> {
    const { id, roles, passwordHash: verified } = identified.user.state;
    const sessionId = this.sessions.nextId();
    const at = this.clock.now();
    const principal = {
      kind: 'user',
      userId: id,
      sessionId,
      roles,
      amr: ['pwd'],
      authenticatedAt: at,
    } as const;
    const origin = { ...context, principal };
    const user = this.#withLogin(identified, sessionId);
    const opened = this.sessions.prepare(sessionId, id, context);
    const { maxSessions } = this.sessions;
    const login = { user, verified, session: opened.session, maxSessions, attempt };
    if (await this.logins.add(login, origin)) return { user, ...opened };
    const result = await this.#openWithRoom(identified, sessionId, origin);
    await this.attempts.release(attempt);
    return result;
  }

  /** The long way, on which other sessions make room. */
  #openWithRoom(
    identified: IdentifiedUser,
    sessionId: SessionId,
    origin: RequestContext,
  ): Promise<OpenedLogin | null> {
    return this.unitOfWork.run(origin, async () => {
      const user = this.#withLogin(identified, sessionId);
      const isUnchanged = await this.users.saveLogin(user, identified.user.state.passwordHash);
      return isUnchanged ? { user, ...(await this.sessions.open(sessionId, user.id, origin)) } : null;
    });
  }

  #withLogin({ user: known, upgradedHash }: IdentifiedUser, sessionId: SessionId): User {
    const user = User.rehydrate(known.state);
    if (upgradedHash !== null) user.upgradePasswordHash(upgradedHash);
    user.recordLogin(sessionId, this.clock.now());
    return user;
  }
}

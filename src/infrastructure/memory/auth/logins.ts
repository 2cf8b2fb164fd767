import type { AttemptParameters, LoginAttempts } from '#application/auth/login-attempts.js';
import type { CountedAttempt, Logins, NewLogin } from '#application/auth/logins.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { SessionRepository } from '#domain/sessions/session-repository.js';
import { Email } from '#domain/users/email.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { Username } from '#domain/users/username.js';

export class MemoryLogins implements Logins {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: UserRepository,
    private readonly sessions: SessionRepository,
    private readonly attempts: LoginAttempts,
  ) {}

  async begin(identifier: Email | Username, ...attempt: AttemptParameters): Promise<CountedAttempt> {
    const counts = await this.attempts.count(...attempt);
    const user = await (identifier instanceof Email
      ? this.users.findByEmail(identifier)
      : this.users.findByUsername(identifier));
    return { user, counts };
  }

  async add(login: NewLogin, context: RequestContext): Promise<boolean> {
    const { user, verified, session, maxSessions, attempt } = login;
    const isStored = await this.unitOfWork.run(context, async () => {
      const alive = await this.sessions.findAliveByUser(user.id, session.state.createdAt);
      if (alive.length >= maxSessions || !(await this.users.saveLogin(user, verified))) return false;
      await this.sessions.add(session);
      return true;
    });
    if (isStored) await this.attempts.release(attempt);
    return isStored;
  }
}

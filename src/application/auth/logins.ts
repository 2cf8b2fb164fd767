import type { RequestContext } from '#application/shared/request-context.js';
import type { AttemptLimit } from '#domain/auth/lockout-policy.js';
import type { Session } from '#domain/sessions/session.js';
import type { Email } from '#domain/users/email.js';
import type { PasswordHash } from '#domain/users/password-hash.js';
import type { User } from '#domain/users/user.js';
import type { Username } from '#domain/users/username.js';
import type { AttemptCount, AttemptParameters } from './login-attempts.js';

export interface CountedAttempt {
  /** Null where nobody answers to the identifier. */
  readonly user: User | null;
  /** As of `LoginAttempts.count`. */
  readonly counts: readonly AttemptCount[];
}

export interface NewLogin {
  /** With the login recorded. */
  readonly user: User;
  /** The hash that the password was compared with. */
  readonly verified: PasswordHash;
  /** Just opened. */
  readonly session: Session;
  readonly maxSessions: number;
  /** What the attempt was counted against. */
  readonly attempt: readonly AttemptLimit[];
}

/** Does in one step each what comes before the password is compared and what comes after, since logins come in storms. */
export interface Logins {
  /** Counts as `LoginAttempts.count` does, at least one attempt, and finds out whose account it is. */
  begin(identifier: Email | Username, ...attempt: AttemptParameters): Promise<CountedAttempt>;
  /**
   * Stores the login as `UserRepository.saveLogin` does, adds the session, appends the events of both and
   * takes the attempt back: all of it or nothing, without a unit of work.
   * @param context who causes the events.
   * @returns false, with nothing stored and no event taken, when the account was changed meanwhile, when it
   * has `maxSessions` already, or when the write lost against another one: then take the long way.
   */
  add(login: NewLogin, context: RequestContext): Promise<boolean>;
}

import type { AttemptSubject } from '#domain/auth/lockout-policy.js';
import type { User } from '#domain/users/user.js';
import type { Proof } from './proof.js';

/** Who is said to be there, before any proof is looked at. */
export interface Claimant {
  /** Null where nobody answers to what was said. */
  readonly user: User | null;
  /** What attempts at it are counted by. */
  readonly subject: AttemptSubject;
}

/**
 * One way to prove who one is, such as a password or a mailed code. A use case goes on with it in a line:
 * `identify`, then `verify` under the guard of `Lockout`, then `SignIn.complete`. @public
 */
export interface Authenticator<Credentials> {
  /** Its name in `amr` (RFC 8176 §2). */
  readonly method: string;

  /**
   * Finds out whose account it is about, and looks at nothing that is secret.
   * @throws AppError VALIDATION_ERROR for credentials that are incomplete.
   */
  identify(credentials: Credentials): Promise<Claimant>;

  /**
   * Null where the proof is wrong; for nobody too, after the same work (ASVS 6.3.8). Says nothing on whether the
   * account may sign in.
   */
  verify(credentials: Credentials, user: User | null): Promise<Proof | null>;
}

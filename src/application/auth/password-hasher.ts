import type { Password } from '#domain/auth/password.js';
import type { PasswordHash } from '#domain/users/password-hash.js';

/** Slow by intent, so bounded: each method throws AppError OVERLOADED when its queue is full or too slow. @public */
export interface PasswordHasher {
  hash(password: Password): Promise<PasswordHash>;
  /** False too for a hash of an unknown or unreasonable form. */
  verify(password: Password, hash: PasswordHash): Promise<boolean>;
  /** The work of `verify` without a user, so that an unknown one takes as long (ASVS 6.3.8). */
  verifyNothing(password: Password): Promise<false>;
  /** Whether algorithm or parameters are behind the configured ones. */
  needsRehash(hash: PasswordHash): boolean;
}

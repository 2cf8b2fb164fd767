import type { BreachedPasswords } from '#application/auth/breached-passwords.js';
import type { PasswordHasher } from '#application/auth/password-hasher.js';
import { passwordBreached } from '#domain/auth/errors.js';
import type { Password } from '#domain/auth/password.js';
import type { PasswordOwner, PasswordPolicy } from '#domain/auth/password-policy.js';
import type { PasswordHash } from '#domain/users/password-hash.js';

/** The one way to a stored password, whichever use case sets it (ASVS 6.2.12). @public */
export class NewPasswords {
  constructor(
    private readonly policy: PasswordPolicy,
    private readonly breached: BreachedPasswords,
    private readonly hasher: PasswordHasher,
  ) {}

  /**
   * Asks another service, where there is one, and hashes: never within a unit of work.
   * @throws AppError WEAK_PASSWORD, PASSWORD_BREACHED or OVERLOADED.
   */
  async prepare(password: Password, owner: PasswordOwner, field = 'password'): Promise<PasswordHash> {
    this.policy.check(password, owner, field);
    if (await this.breached.include(password)) {
      const message = 'is known from a breach of some other service: choose one that you use nowhere else';
      throw passwordBreached({ details: [{ field, message }] });
    }
    return this.hasher.hash(password);
  }
}

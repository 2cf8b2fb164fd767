import type { PasswordHasher } from '#application/auth/password-hasher.js';
import type { Password } from '#domain/auth/password.js';
import type { PasswordPolicy } from '#domain/auth/password-policy.js';
import type { Email } from '#domain/users/email.js';
import type { PasswordHash } from '#domain/users/password-hash.js';
import type { Username } from '#domain/users/username.js';

/** The one way to a stored password, whichever use case sets it (ASVS 6.2.12). @public */
export class NewPasswords {
  constructor(
    private readonly policy: PasswordPolicy,
    private readonly hasher: PasswordHasher,
  ) {}

  /** @throws AppError WEAK_PASSWORD or OVERLOADED. */
  async prepare(
    password: Password,
    owner: { email: Email; username: Username },
    field = 'password',
  ): Promise<PasswordHash> {
    this.policy.check(password, owner, field);
    return this.hasher.hash(password);
  }
}

import type { BreachedPasswords } from '#application/auth/breached-passwords.js';
import type { PasswordHasher } from '#application/auth/password-hasher.js';
import { passwordBreached, weakPassword } from '#domain/auth/errors.js';
import { Password } from '#domain/auth/password.js';
import type { PasswordOwner, PasswordPolicy } from '#domain/auth/password-policy.js';
import { isError } from '#domain/shared/app-error.js';
import { validationError } from '#domain/shared/validation.js';
import type { PasswordHash } from '#domain/users/password-hash.js';

/** The one way to a stored password, whichever use case sets it (ASVS 6.2.12). @public */
export class NewPasswords {
  constructor(
    private readonly policy: PasswordPolicy,
    private readonly breached: BreachedPasswords,
    private readonly hasher: PasswordHasher,
  ) {}

  /** @returns what is wrong with a request, and with the password in it, of an owner as far as it is known. */
  alsoWeak(error: unknown, raw: string, owner: Partial<PasswordOwner>, field = 'password'): unknown {
    if (!isError(error, validationError) || error.details.some((fault) => fault.field === field))
      return error;
    try {
      this.policy.check(Password.parse(raw, field), owner, field);
      return error;
    } catch (weakness) {
      if (!isError(weakness, weakPassword)) throw weakness;
      return validationError({ details: [...error.details, ...weakness.details] });
    }
  }

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

import type { BreachedPasswords } from '#application/auth/breached-passwords.js';
import type { PasswordHasher } from '#application/auth/password-hasher.js';
import { passwordBreached } from '#domain/auth/errors.js';
import { Password } from '#domain/auth/password.js';
import type { PasswordOwner, PasswordPolicy } from '#domain/auth/password-policy.js';
import { AppError, isError } from '#domain/shared/app-error.js';
import { validationError } from '#domain/shared/validation.js';
import { Email } from '#domain/users/email.js';
import type { PasswordHash } from '#domain/users/password-hash.js';
import { Username } from '#domain/users/username.js';

/** What a request says of whose password it is to be, well-formed or not. */
interface SentOwner {
  readonly email?: unknown;
  readonly username?: unknown;
}

/** The one way to a stored password, whichever use case sets it (ASVS 6.2.12). @public */
export class NewPasswords {
  constructor(
    private readonly policy: PasswordPolicy,
    private readonly breached: BreachedPasswords,
    private readonly hasher: PasswordHasher,
  ) {}

  /** @returns what is wrong with a request, and with the password in it, all at once. */
  alsoWeak(error: unknown, sent: unknown, owner: SentOwner, field = 'password'): unknown {
    if (typeof sent !== 'string' || !isError(error, validationError)) return error;
    if (error.details.some((fault) => fault.field === field)) return error;
    try {
      this.policy.check(Password.parse(sent, field), wellFormedIn(owner), field);
      return error;
    } catch (weakness) {
      if (!(weakness instanceof AppError) || weakness.kind !== 'invalid') throw weakness;
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

function wellFormedIn(sent: SentOwner): Partial<PasswordOwner> {
  const email = parsed(sent.email, (raw) => Email.parse(raw));
  const username = parsed(sent.username, (raw) => Username.parse(raw));
  return { ...(email && { email }), ...(username && { username }) };
}

function parsed<T>(sent: unknown, parse: (raw: string) => T): T | null {
  if (typeof sent !== 'string') return null;
  try {
    return parse(sent);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

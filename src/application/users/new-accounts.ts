import type { IdGenerator } from '#application/shared/id-generator.js';
import { parseRoles, type Role } from '#domain/access/role.js';
import { Password } from '#domain/auth/password.js';
import type { UserId } from '#domain/shared/ids.js';
import { parseAll } from '#domain/shared/validation.js';
import { Email } from '#domain/users/email.js';
import type { NewUser } from '#domain/users/user.js';
import { Username } from '#domain/users/username.js';
import type { NewPasswords } from './new-passwords.js';

export interface AccountInput {
  readonly email: string;
  readonly username: string;
  /** Null: the owner sets one later. */
  readonly password: string | null;
  readonly roles: readonly string[];
}

export interface WantedAccount {
  readonly email: Email;
  readonly username: Username;
  readonly password: Password | null;
  readonly roles: readonly Role[];
}

/** Checks what a new account is made of and hashes its password, before any transaction begins. @public */
export class NewAccounts {
  constructor(
    private readonly passwords: NewPasswords,
    private readonly ids: IdGenerator,
  ) {}

  /** @throws AppError VALIDATION_ERROR with all that is wrong, a weak password among it. */
  parse({ email, username, password, roles }: AccountInput): WantedAccount {
    try {
      return parseAll({
        email: () => Email.parse(email),
        username: () => Username.parse(username),
        password: () => (password === null ? null : Password.parse(password)),
        roles: () => parseRoles(roles),
      });
    } catch (error) {
      throw this.passwords.alsoWeak(error, password, { email, username });
    }
  }

  /** @throws AppError WEAK_PASSWORD, PASSWORD_BREACHED or OVERLOADED. */
  async prepare({ password, ...account }: WantedAccount): Promise<NewUser> {
    const passwordHash = password && (await this.passwords.prepare(password, account));
    return { ...account, id: this.ids.next() as UserId, passwordHash };
  }
}

import type { IdGenerator } from '#application/shared/id-generator.js';
import { parseRoles } from '#domain/access/role.js';
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

/** Checks what a new account is made of and hashes its password, before any transaction begins. @public */
export class NewAccounts {
  constructor(
    private readonly passwords: NewPasswords,
    private readonly ids: IdGenerator,
  ) {}

  /**
   * @param refuse throws for a username that is not to be had.
   * @throws AppError VALIDATION_ERROR, WEAK_PASSWORD, PASSWORD_BREACHED or OVERLOADED.
   */
  async prepare(
    input: AccountInput,
    refuse: (username: Username) => void = () => undefined,
  ): Promise<NewUser> {
    const { password, ...account } = this.#parse(input);
    refuse(account.username);
    const passwordHash = password && (await this.passwords.prepare(password, account));
    return { ...account, id: this.ids.next() as UserId, passwordHash };
  }

  /** Tells all that is wrong at once, a weak password among it. */
  #parse({ email, username, password, roles }: AccountInput) {
    const owner: { email?: Email; username?: Username } = {};
    try {
      return parseAll({
        email: () => {
          owner.email = Email.parse(email);
          return owner.email;
        },
        username: () => {
          owner.username = Username.parse(username);
          return owner.username;
        },
        password: () => (password === null ? null : Password.parse(password)),
        roles: () => parseRoles(roles),
      });
    } catch (error) {
      throw password === null ? error : this.passwords.alsoWeak(error, password, owner);
    }
  }
}

import type { Password } from '#domain/auth/password.js';
import { isError } from '#domain/shared/app-error.js';
import { invalidField, validationError } from '#domain/shared/validation.js';
import { Email } from '#domain/users/email.js';
import type { User } from '#domain/users/user.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import { Username } from '#domain/users/username.js';
import type { Authenticator, Claimant } from './authenticator.js';
import type { PasswordHasher } from './password-hasher.js';
import type { Proof } from './proof.js';

export interface PasswordCredentials {
  /** Exactly one of `email` and `username`. */
  readonly email?: string | undefined;
  readonly username?: string | undefined;
  readonly password: Password;
}

const typedMaxLength = 254;

/** What nobody could have registered is answered as an unknown user is. */
export class PasswordAuthenticator implements Authenticator<PasswordCredentials> {
  readonly method = 'pwd';

  constructor(
    private readonly users: UserRepository,
    private readonly hasher: PasswordHasher,
  ) {}

  async identify({ email, username }: PasswordCredentials): Promise<Claimant> {
    if ((email === undefined) === (username === undefined)) {
      throw invalidField('email', 'send either an email or a username');
    }
    const typed = (email ?? username) as string;
    try {
      const name = email === undefined ? Username.parse(typed) : Email.parse(typed);
      const user = await (name instanceof Email
        ? this.users.findByEmail(name)
        : this.users.findByUsername(name));
      return { user, subject: user === null ? { typed: name.value } : { userId: user.id } };
    } catch (error) {
      if (!isError(error, validationError)) throw error;
      return { user: null, subject: { typed: typed.slice(0, typedMaxLength) } };
    }
  }

  /**
   * Null where the proof is wrong; for nobody, and who has no password, too, after the same work (ASVS 6.3.8). Says nothing on whether the
   * account may sign in. A hash that is behind the configured parameters is replaced, in the proof.
   */
  async verify({ password }: PasswordCredentials, user: User | null): Promise<Proof | null> {
    const verified = user?.state.passwordHash ?? null;
    if (user === null || verified === null) {
      await this.hasher.verifyNothing(password);
      return null;
    }
    if (!(await this.hasher.verify(password, verified))) return null;
    if (this.hasher.needsRehash(verified)) user.upgradePasswordHash(await this.hasher.hash(password));
    return { user, verified, amr: [this.method] };
  }
}

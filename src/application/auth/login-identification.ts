import type { AuditTrail } from '#application/audit/audit-trail.js';
import type { PasswordHasher } from '#application/shared/password-hasher.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { accountInactive, invalidCredentials } from '#domain/auth/errors.js';
import type { AttemptLimit } from '#domain/auth/lockout-policy.js';
import type { Password } from '#domain/auth/password.js';
import { isError } from '#domain/shared/app-error.js';
import { invalidField, validationError } from '#domain/shared/validation.js';
import { Email } from '#domain/users/email.js';
import type { PasswordHash } from '#domain/users/password-hash.js';
import type { User } from '#domain/users/user.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import { Username } from '#domain/users/username.js';
import type { CredentialCheck } from './credential-check.js';

interface Identifiers {
  readonly email?: string | undefined;
  readonly username?: string | undefined;
}

export interface IdentifiedUser {
  readonly user: User;
  /** The password under the configured parameters, where the stored hash is behind them. */
  readonly upgradedHash: PasswordHash | null;
}

const identifierMaxLength = 254;

/** Finds out who signs in. What nobody could have registered is answered as an unknown user is. */
export class LoginIdentification {
  constructor(
    private readonly users: UserRepository,
    private readonly credentials: CredentialCheck,
    private readonly hasher: PasswordHasher,
    private readonly auditTrail: AuditTrail,
  ) {}

  /**
   * @param accept goes on with whom it was, and takes the attempt back unless it throws.
   * @throws AppError VALIDATION_ERROR, INVALID_CREDENTIALS, LOGIN_LOCKED or OVERLOADED; ACCOUNT_INACTIVE only
   * to those who know the password.
   */
  async identify<T>(
    named: Identifiers,
    password: Password,
    context: RequestContext,
    accept: (identified: IdentifiedUser, attempt: readonly AttemptLimit[]) => Promise<T>,
  ): Promise<T> {
    const { user, identifier } = await this.#find(named);
    return this.credentials.admit(user, identifier, password, context, async (attempt) => {
      if (user === null) throw invalidCredentials();
      if (!user.state.isActive) await this.#refuseInactive(user, context);
      const isBehind = this.hasher.needsRehash(user.state.passwordHash);
      const upgradedHash = isBehind ? await this.hasher.hash(password) : null;
      return accept({ user, upgradedHash }, attempt);
    });
  }

  async #refuseInactive(user: User, context: RequestContext): Promise<never> {
    await this.auditTrail.record(context, {
      action: 'auth.inactive_account_refused',
      outcome: 'denied',
      targetId: user.id,
      details: {},
    });
    throw accountInactive();
  }

  async #find({ email, username }: Identifiers): Promise<{ user: User | null; identifier: string }> {
    if ((email === undefined) === (username === undefined)) {
      throw invalidField('email', 'send either an email or a username');
    }
    try {
      if (email !== undefined) {
        const parsed = Email.parse(email);
        return { user: await this.users.findByEmail(parsed), identifier: parsed.value };
      }
      const parsed = Username.parse(username as string);
      return { user: await this.users.findByUsername(parsed), identifier: parsed.value };
    } catch (error) {
      if (!isError(error, validationError)) throw error;
      return { user: null, identifier: (email ?? username ?? '').slice(0, identifierMaxLength) };
    }
  }
}

import type { AuditTrail } from '#application/audit/audit-trail.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { accountInactive } from '#domain/auth/errors.js';
import type { AttemptLimit } from '#domain/auth/lockout-policy.js';
import type { Password } from '#domain/auth/password.js';
import { isError } from '#domain/shared/app-error.js';
import { invalidField, validationError } from '#domain/shared/validation.js';
import { Email } from '#domain/users/email.js';
import type { PasswordHash } from '#domain/users/password-hash.js';
import type { User } from '#domain/users/user.js';
import { Username } from '#domain/users/username.js';
import type { Claim, CredentialCheck } from './credential-check.js';
import type { LoginAttempts } from './login-attempts.js';
import type { Logins } from './logins.js';
import type { PasswordHasher } from './password-hasher.js';

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
    private readonly logins: Logins,
    private readonly attempts: LoginAttempts,
    private readonly credentials: CredentialCheck,
    private readonly hasher: PasswordHasher,
    private readonly auditTrail: AuditTrail,
  ) {}

  /**
   * @param accept goes on with whom it was, and takes the attempt back unless it throws.
   * @throws AppError VALIDATION_ERROR, INVALID_CREDENTIALS, LOGIN_LOCKED or OVERLOADED; ACCOUNT_INACTIVE only
   * to those who know the password.
   */
  identify<T>(
    named: Identifiers,
    password: Password,
    context: RequestContext,
    accept: (identified: IdentifiedUser, attempt: readonly AttemptLimit[]) => Promise<T>,
  ): Promise<T> {
    return this.credentials.admit(this.#claim(named), password, context, async (user, attempt) => {
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

  #claim({ email, username }: Identifiers): Claim {
    if ((email === undefined) === (username === undefined)) {
      throw invalidField('email', 'send either an email or a username');
    }
    try {
      const parsed = email === undefined ? Username.parse(username as string) : Email.parse(email);
      return { identifier: parsed.value, begin: (...attempt) => this.logins.begin(parsed, ...attempt) };
    } catch (error) {
      if (!isError(error, validationError)) throw error;
      return {
        identifier: (email ?? username ?? '').slice(0, identifierMaxLength),
        begin: async (...attempt) => ({ user: null, counts: await this.attempts.count(...attempt) }),
      };
    }
  }
}

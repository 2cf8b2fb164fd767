import type { AuditTrail } from '#application/audit/audit-trail.js';
import { clientNetwork } from '#application/shared/client-network.js';
import type { Clock } from '#application/shared/clock.js';
import { KeyedMutex } from '#application/shared/keyed-mutex.js';
import type { PasswordHasher } from '#application/shared/password-hasher.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { invalidCredentials, loginLocked } from '#domain/auth/errors.js';
import { type AttemptLimit, attemptLimits, type LockoutSettings } from '#domain/auth/lockout-policy.js';
import type { Password } from '#domain/auth/password.js';
import type { SessionRepository } from '#domain/auth/session-repository.js';
import type { User } from '#domain/users/user.js';
import type { LoginAttempts } from './login-attempts.js';

const maxWaitingPerAccount = 200;

/**
 * The one place where a password is compared. Attempts are counted before they are looked at, and those of
 * one account from one network wait for each other, so that right passwords sent in parallel are not taken
 * for failures.
 */
export class CredentialCheck {
  readonly #turns = new KeyedMutex(maxWaitingPerAccount);

  constructor(
    private readonly hasher: PasswordHasher,
    private readonly attempts: LoginAttempts,
    private readonly sessions: SessionRepository,
    private readonly auditTrail: AuditTrail,
    private readonly clock: Clock,
    private readonly settings: LockoutSettings,
  ) {}

  /**
   * @param user null where nobody answers to the identifier, which takes as long and ends the same way.
   * @param identifier what was typed, in canonical form: counting by it tells nothing about who exists.
   * @throws AppError INVALID_CREDENTIALS, LOGIN_LOCKED with `retryAfter`, or OVERLOADED.
   */
  require(user: User | null, identifier: string, password: Password, context: RequestContext): Promise<void> {
    return this.admit(user, identifier, password, context, (limits) => this.attempts.release(limits));
  }

  /**
   * Like `require`, for those who take the attempt back together with something else.
   * @param accept runs when the password was right, and takes the attempt back unless it throws.
   */
  admit<T>(
    user: User | null,
    identifier: string,
    password: Password,
    context: RequestContext,
    accept: (attempt: readonly AttemptLimit[]) => Promise<T>,
  ): Promise<T> {
    const limits = attemptLimits(this.settings, identifier, clientNetwork(context.ip));
    return this.#turns.run(`${identifier}|${context.ip}`, async () => {
      await this.#reserve(user, limits, context);
      const isRight = await this.#orRelease(limits, () => this.#compare(user, password));
      if (isRight) return this.#orRelease(limits, () => accept(limits));
      await this.#audit('auth.credentials_refused', user, context);
      throw invalidCredentials();
    });
  }

  #compare(user: User | null, password: Password): Promise<boolean> {
    return user === null
      ? this.hasher.verifyNothing(password)
      : this.hasher.verify(password, user.state.passwordHash);
  }

  /** What failed for another reason than the password does not count against anybody. */
  async #orRelease<T>(limits: readonly AttemptLimit[], task: () => Promise<T>): Promise<T> {
    try {
      return await task();
    } catch (error) {
      await this.attempts.release(limits);
      throw error;
    }
  }

  async #reserve(user: User | null, limits: readonly AttemptLimit[], context: RequestContext): Promise<void> {
    const counts = await this.attempts.reserve(limits, this.clock.now());
    const exceeded = counts.filter(({ count, limit }) => count > limit.limit);
    if (exceeded.length === 0) return;
    const isAccountWideOnly = exceeded.every(({ limit }) => limit.scope === 'account');
    if (isAccountWideOnly && (await this.#isKnownAddress(user, context))) return;
    await this.attempts.release(limits.filter((limit) => !exceeded.some((over) => over.limit === limit)));
    if (exceeded.some(({ count, limit }) => count === limit.limit + 1)) {
      await this.#audit('auth.login_locked', user, context);
    }
    throw loginLocked({ retryAfter: Math.max(...exceeded.map(({ resetSeconds }) => resetSeconds)) });
  }

  async #isKnownAddress(user: User | null, context: RequestContext): Promise<boolean> {
    return user !== null && context.ip !== null && this.sessions.hasUsedAddress(user.id, context.ip);
  }

  #audit(action: string, user: User | null, context: RequestContext): Promise<void> {
    return this.auditTrail.record(context, {
      action,
      outcome: 'failure',
      targetId: user?.id ?? null,
      details: {},
    });
  }
}

import type { AuditTrail } from '#application/audit/audit-trail.js';
import { clientNetwork } from '#application/shared/client-network.js';
import type { Clock } from '#application/shared/clock.js';
import { KeyedMutex } from '#application/shared/keyed-mutex.js';
import type { PasswordHasher } from '#application/shared/password-hasher.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { invalidCredentials, loginLocked } from '#domain/auth/errors.js';
import {
  type AttemptLimit,
  type AttemptLimits,
  attemptLimits,
  type LockoutSettings,
} from '#domain/auth/lockout-policy.js';
import type { Password } from '#domain/auth/password.js';
import type { SessionRepository } from '#domain/auth/session-repository.js';
import type { User } from '#domain/users/user.js';
import type { AttemptCount, LoginAttempts } from './login-attempts.js';

/** Of one account from one network: more is turned away, and so is what has waited longer. */
const maxWaiting = 50;
const maxWaitMs = 2_000;

/**
 * The one place where a password is compared. What is guessed at one account from one network is counted
 * before it is looked at, so that parallel guesses cannot outrun the counter; such attempts wait for each
 * other, so that right passwords sent in parallel are not taken for guesses. The wider counters count
 * failures only, so that nobody is locked out by others who sign in at the same time.
 */
export class CredentialCheck {
  readonly #turns: KeyedMutex;

  constructor(
    private readonly hasher: PasswordHasher,
    private readonly attempts: LoginAttempts,
    private readonly sessions: SessionRepository,
    private readonly auditTrail: AuditTrail,
    private readonly clock: Clock,
    private readonly settings: LockoutSettings,
  ) {
    this.#turns = new KeyedMutex(clock, { maxWaiting, maxWaitMs });
  }

  /**
   * @param user null where nobody answers to the identifier, which takes as long and ends the same way.
   * @param identifier what was typed, in canonical form: counting by it tells nothing about who exists.
   * @throws AppError INVALID_CREDENTIALS, LOGIN_LOCKED with `retryAfter`, or OVERLOADED.
   */
  require(user: User | null, identifier: string, password: Password, context: RequestContext): Promise<void> {
    return this.admit(user, identifier, password, context, (attempt) => this.attempts.release(attempt));
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
    const attempt = [limits.accountAndNetwork];
    const watched = [limits.network, limits.account];
    return this.#turns.run(limits.accountAndNetwork.key, async () => {
      const counts = await this.attempts.count(attempt, watched, this.clock.now());
      const isRight = await this.#orRelease(attempt, async () => {
        await this.#refuseLocked(counts, user, limits, context);
        return this.#compare(user, password);
      });
      if (!isRight) return this.#fail(counts, user, limits, context);
      return this.#orRelease(attempt, () => accept(attempt));
    });
  }

  #compare(user: User | null, password: Password): Promise<boolean> {
    return user === null
      ? this.hasher.verifyNothing(password)
      : this.hasher.verify(password, user.state.passwordHash);
  }

  /** What failed for another reason than the password does not count against anybody. */
  async #orRelease<T>(attempt: readonly AttemptLimit[], task: () => Promise<T>): Promise<T> {
    try {
      return await task();
    } catch (error) {
      await this.attempts.release(attempt);
      throw error;
    }
  }

  async #refuseLocked(
    [own, ...wider]: readonly AttemptCount[],
    user: User | null,
    { account }: AttemptLimits,
    context: RequestContext,
  ): Promise<void> {
    const reached = wider.filter(({ count, limit }) => count >= limit.limit);
    if (own !== undefined && own.count > own.limit.limit) reached.push(own);
    if (reached.length === 0) return;
    const isOnlyAccount = reached.every(({ limit }) => limit === account);
    if (isOnlyAccount && user !== null) {
      if (await this.sessions.hasUsedNetwork(user.id, clientNetwork(context.ip))) return;
    }
    throw loginLocked({ retryAfter: Math.max(...reached.map(({ resetSeconds }) => resetSeconds)) });
  }

  /** Puts the failure on record, and the lock once, with the failure that brings it about. */
  async #fail(
    [own]: readonly AttemptCount[],
    user: User | null,
    { network, account }: AttemptLimits,
    context: RequestContext,
  ): Promise<never> {
    const wider = await this.attempts.count([network, account], [], this.clock.now());
    await this.#audit('auth.credentials_refused', user, context);
    if ([own, ...wider].some((counter) => counter?.count === counter?.limit.limit)) {
      await this.#audit('auth.login_locked', user, context);
    }
    throw invalidCredentials();
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

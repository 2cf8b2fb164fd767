import type { AuditTrail } from '#application/audit/audit-trail.js';
import { clientNetwork } from '#application/shared/client-network.js';
import type { Clock } from '#application/shared/clock.js';
import { KeyedMutex } from '#application/shared/keyed-mutex.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { invalidCredentials, loginLocked } from '#domain/auth/errors.js';
import {
  type AttemptLimit,
  type AttemptLimits,
  attemptLimits,
  type LockoutSettings,
} from '#domain/auth/lockout-policy.js';
import type { Password } from '#domain/auth/password.js';
import type { SessionRepository } from '#domain/sessions/session-repository.js';
import type { User } from '#domain/users/user.js';
import type { AttemptCount, AttemptParameters, LoginAttempts } from './login-attempts.js';
import type { CountedAttempt } from './logins.js';
import type { PasswordHasher } from './password-hasher.js';

/** Of one account from one network: more is turned away, and so is what has waited longer. */
const maxWaiting = 50;
const maxWaitMs = 2_000;

/** Whose password it is said to be. */
export interface Claim {
  /** What was typed, in canonical form: counting by it tells nothing about who exists. */
  readonly identifier: string;
  /** Counts the attempt and finds out who that is; nobody takes as long and ends the same way. */
  begin(...attempt: AttemptParameters): Promise<CountedAttempt>;
}

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

  /** @throws AppError INVALID_CREDENTIALS, LOGIN_LOCKED with `retryAfter`, or OVERLOADED. */
  require(user: User, password: Password, context: RequestContext): Promise<void> {
    const claim: Claim = {
      identifier: user.id,
      begin: async (...attempt) => ({ user, counts: await this.attempts.count(...attempt) }),
    };
    return this.admit(claim, password, context, (_, attempt) => this.attempts.release(attempt));
  }

  /**
   * Like `require`, for those who have yet to find out who it is.
   * @param accept runs when the password was right, and takes the attempt back unless it throws.
   */
  admit<T>(
    claim: Claim,
    password: Password,
    context: RequestContext,
    accept: (user: User, attempt: readonly AttemptLimit[]) => Promise<T>,
  ): Promise<T> {
    const limits = attemptLimits(this.settings, claim.identifier, clientNetwork(context.ip));
    const attempt = [limits.accountAndNetwork];
    const watched = [limits.network, limits.account];
    return this.#turns.run(limits.accountAndNetwork.key, async () => {
      const { user, counts } = await claim.begin(attempt, watched, this.clock.now());
      const admitted = await this.#orRelease(attempt, async () => {
        await this.#refuseLocked(counts, user, limits, context);
        return this.#compare(user, password);
      });
      if (admitted === null) return this.#fail(counts, user, limits, context);
      return this.#orRelease(attempt, () => accept(admitted, attempt));
    });
  }

  /** Null where the password is wrong, or nobody's. */
  async #compare(user: User | null, password: Password): Promise<User | null> {
    if (user === null) {
      await this.hasher.verifyNothing(password);
      return null;
    }
    return (await this.hasher.verify(password, user.state.passwordHash)) ? user : null;
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

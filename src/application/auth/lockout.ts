import type { AuditTrail } from '#application/audit/audit-trail.js';
import { clientNetwork } from '#application/shared/client-network.js';
import type { Clock } from '#application/shared/clock.js';
import { overloaded } from '#application/shared/errors.js';
import { KeyedMutex } from '#application/shared/keyed-mutex.js';
import type { Logger } from '#application/shared/logger.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { invalidCredentials, loginLocked } from '#domain/auth/errors.js';
import {
  type AttemptLimit,
  type AttemptLimits,
  type AttemptSubject,
  attemptLimits,
  type LockoutSettings,
} from '#domain/auth/lockout-policy.js';
import type { SessionRepository } from '#domain/sessions/session-repository.js';
import type { LockoutAlerts } from './lockout-alerts.js';
import type { LoginAttempts } from './login-attempts.js';

/** An attempt that has been counted. */
export interface Attempt {
  readonly subject: AttemptSubject;
  readonly context: RequestContext;
  /** What it counts against. */
  readonly limits: readonly AttemptLimit[];
}

/** Where there is no room, the counter that is full of attempts which may still turn out to be right. */
type Room = { readonly limits: readonly AttemptLimit[] } | { readonly busy: AttemptLimit };

/** For room in one counter: more is turned away, and so is what has waited longer. */
const maxWaiting = 500;
const maxWaitMs = 2_000;
const pauseMs = 10;

/**
 * Bounds how often one can guess. Each attempt is counted before anything is looked at, so that parallel guesses
 * cannot outrun the counters, and taken back when it was right. Where those that are being looked at fill a counter, the
 * next waits until one of them has ended, so that right passwords sent in parallel are not taken for guesses. @public
 */
export class Lockout {
  /** Only the first of those who wait for the same room looks whether there is any. */
  readonly #lines: KeyedMutex;

  /** @param pause for so many milliseconds. */
  constructor(
    private readonly attempts: LoginAttempts,
    private readonly sessions: SessionRepository,
    private readonly auditTrail: AuditTrail,
    clock: Clock,
    private readonly pause: (ms: number) => Promise<unknown>,
    private readonly settings: LockoutSettings,
    private readonly logger: Logger,
    private readonly alerts: LockoutAlerts,
  ) {
    this.#lines = new KeyedMutex(clock, { maxWaiting, maxWaitMs });
  }

  /** Counts an attempt, which `judge` is to end. @throws AppError LOGIN_LOCKED with `retryAfter`, or OVERLOADED. */
  async reserve(subject: AttemptSubject, context: RequestContext): Promise<Attempt> {
    const limits = attemptLimits(this.settings, subject, clientNetwork(context.ip));
    const take = () => this.#take(limits, subject, context);
    const room = await take();
    const counted =
      'limits' in room ? room.limits : await this.#lines.run(room.busy.key, () => this.#wait(take));
    return { subject, context, limits: counted };
  }

  /**
   * Ends the attempt: null is a failure, and goes on record; what is thrown is none.
   * @throws AppError INVALID_CREDENTIALS instead of null, or what `verify` throws.
   */
  async judge<T>(attempt: Attempt, verify: () => Promise<T | null>): Promise<T> {
    let proof: T | null;
    try {
      proof = await verify();
    } catch (error) {
      await this.attempts.release(attempt.limits);
      throw error;
    }
    if (proof === null) return this.#fail(attempt);
    await this.attempts.release(attempt.limits);
    return proof;
  }

  async #take(
    { accountAndNetwork, network, account, owner }: AttemptLimits,
    subject: AttemptSubject,
    context: RequestContext,
  ): Promise<Room> {
    let limits = [accountAndNetwork, network, account];
    let full = await this.attempts.reserve(limits);
    const isWider = full.length > 0 && full.every(({ limit }) => limit !== accountAndNetwork);
    if (isWider && (await this.#isOwnNetwork(subject, context))) {
      limits = [accountAndNetwork, owner];
      full = await this.attempts.reserve(limits);
    }
    const [first] = full;
    if (first === undefined) return { limits };
    const locked = full.filter(({ failures, limit }) => failures >= limit.limit);
    if (locked.length === 0) return { busy: first.limit };
    throw loginLocked({ retryAfter: Math.max(...locked.map(({ resetSeconds }) => resetSeconds)) });
  }

  async #wait(take: () => Promise<Room>): Promise<readonly AttemptLimit[]> {
    for (let waitedMs = 0; waitedMs < maxWaitMs; waitedMs += pauseMs) {
      const room = await take();
      if ('limits' in room) return room.limits;
      await this.pause(pauseMs);
    }
    throw overloaded({ retryAfter: 1 });
  }

  async #isOwnNetwork(subject: AttemptSubject, { ip }: RequestContext): Promise<boolean> {
    return 'userId' in subject && this.sessions.hasUsedNetwork(subject.userId, clientNetwork(ip));
  }

  /** Puts the failure on record, and the lock once, with the failure that brings it about. */
  async #fail(attempt: Attempt): Promise<never> {
    const counts = await this.attempts.fail(attempt.limits);
    await this.#audit('auth.credentials_refused', attempt);
    const locked = counts.filter(({ failures, limit }) => failures === limit.limit);
    if (locked.length > 0) {
      // An address may be that of many: whoever runs the service wants to know without looking for it.
      const { ip } = attempt.context;
      const counters = locked.map(({ limit: { key } }) => key.slice(0, key.indexOf(':')));
      this.logger.warn('Failures have locked sign-in', { ip, counters });
      await this.#audit('auth.login_locked', attempt);
      // A network may have been locked by guesses at others.
      const isAboutAccount = counters.some((counter) => counter !== 'address');
      if (isAboutAccount && 'userId' in attempt.subject)
        await this.alerts.raise(attempt.subject.userId, attempt.context);
    }
    throw invalidCredentials();
  }

  #audit(action: string, { subject, context }: Attempt): Promise<void> {
    const targetId = 'userId' in subject ? subject.userId : null;
    return this.auditTrail.record(context, { action, outcome: 'failure', targetId, details: {} });
  }
}

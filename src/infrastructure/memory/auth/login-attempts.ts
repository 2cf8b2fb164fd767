import { type AttemptCount, type LoginAttempts, pendingSeconds } from '#application/auth/login-attempts.js';
import type { Clock } from '#application/shared/clock.js';
import type { AttemptLimit } from '#domain/auth/lockout-policy.js';
import type { MemoryDatabase } from '../database.js';
import { type LoginAttempt, loginAttemptTable } from './table.js';

export class MemoryLoginAttempts implements LoginAttempts {
  constructor(
    private readonly database: MemoryDatabase,
    private readonly clock: Clock,
  ) {}

  async reserve(limits: readonly AttemptLimit[]): Promise<readonly AttemptCount[]> {
    const counters = limits.map((limit) => ({ limit, stored: this.#open(limit) }));
    const full = counters.filter(({ limit, stored }) => stored.count + stored.pending >= limit.limit);
    if (full.length > 0) return full.map(({ limit, stored }) => this.#count(limit, stored));
    for (const { limit, stored } of counters) {
      this.#store(limit, { ...stored, pending: stored.pending + 1, pendingUntil: this.#in(pendingSeconds) });
    }
    return [];
  }

  async release(limits: readonly AttemptLimit[]): Promise<void> {
    for (const { key } of limits) {
      const stored = this.database.table(loginAttemptTable).get(key);
      if (stored === undefined) continue;
      this.database
        .table(loginAttemptTable)
        .set(key, { ...stored, pending: Math.max(0, stored.pending - 1) });
    }
  }

  async fail(limits: readonly AttemptLimit[]): Promise<readonly AttemptCount[]> {
    return limits.map((limit) => {
      const { count, pending, pendingUntil, resetsAt } = this.#open(limit);
      return this.#store(limit, {
        key: limit.key,
        count: count + 1,
        pending: Math.max(0, pending - 1),
        pendingUntil,
        resetsAt: count > 0 ? resetsAt : this.#in(limit.windowSeconds),
      });
    });
  }

  async look(limits: readonly AttemptLimit[]): Promise<readonly AttemptCount[]> {
    const running = limits.filter(({ key }) => {
      const stored = this.database.table(loginAttemptTable).get(key);
      return stored !== undefined && stored.resetsAt > this.clock.now();
    });
    return running.map((limit) => this.#count(limit, this.#open(limit)));
  }

  async forgetAll(): Promise<void> {
    this.database.table(loginAttemptTable).deleteWhere(() => true);
  }

  /** Of the window that runs, or of a new one. */
  #open(limit: AttemptLimit): LoginAttempt {
    const stored = this.database.table(loginAttemptTable).get(limit.key);
    const now = this.clock.now();
    if (stored === undefined || stored.resetsAt <= now) {
      return {
        key: limit.key,
        count: 0,
        pending: 0,
        pendingUntil: now,
        resetsAt: this.#in(limit.windowSeconds),
      };
    }
    return stored.pendingUntil > now ? stored : { ...stored, pending: 0 };
  }

  #store(limit: AttemptLimit, counter: LoginAttempt): AttemptCount {
    this.database.table(loginAttemptTable).set(limit.key, counter);
    return this.#count(limit, counter);
  }

  #count(limit: AttemptLimit, { count: failures, pending, resetsAt }: LoginAttempt): AttemptCount {
    const resetSeconds = Math.ceil((resetsAt.getTime() - this.clock.now().getTime()) / 1000);
    return { limit, failures, pending, resetSeconds };
  }

  #in(seconds: number): Date {
    return new Date(this.clock.now().getTime() + seconds * 1000);
  }
}

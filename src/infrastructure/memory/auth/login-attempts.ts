import type { AttemptCount, LoginAttempts } from '#application/auth/login-attempts.js';
import type { Clock } from '#application/shared/clock.js';
import type { AttemptLimit } from '#domain/auth/lockout-policy.js';
import type { MemoryDatabase } from '../database.js';
import type { MemoryTable } from '../table.js';
import { defineMemoryTable } from '../table-definition.js';

interface LoginAttempt {
  readonly failures: number;
  readonly pending: number;
  readonly resetsAt: Date;
}

/** A counter stands even if what it counted is rolled back. */
export const loginAttemptTable = defineMemoryTable<LoginAttempt>('login attempts', {
  isTransactional: false,
});

export class MemoryLoginAttempts implements LoginAttempts {
  readonly #attempts: MemoryTable<LoginAttempt>;

  constructor(
    database: MemoryDatabase,
    private readonly clock: Clock,
  ) {
    this.#attempts = database.table(loginAttemptTable);
  }

  async reserve(limits: readonly AttemptLimit[]): Promise<readonly AttemptCount[]> {
    const counts = limits.map((limit) => this.#count(limit, this.#open(limit)));
    const full = counts.filter(({ limit, failures, pending }) => failures + pending >= limit.limit);
    if (full.length === 0) for (const limit of limits) this.#change(limit, { pending: 1, failures: 0 });
    return full;
  }

  async release(limits: readonly AttemptLimit[]): Promise<void> {
    for (const limit of limits) this.#change(limit, { pending: -1, failures: 0 });
  }

  async fail(limits: readonly AttemptLimit[]): Promise<readonly AttemptCount[]> {
    return limits.map((limit) => this.#change(limit, { pending: -1, failures: 1 }));
  }

  #change(limit: AttemptLimit, by: { readonly pending: number; readonly failures: number }): AttemptCount {
    const { failures, pending, resetsAt } = this.#open(limit);
    const isFirst = failures === 0 && by.failures > 0;
    const changed = {
      failures: failures + by.failures,
      pending: Math.max(0, pending + by.pending),
      resetsAt: isFirst ? this.#endOfWindow(limit) : resetsAt,
    };
    this.#attempts.set(limit.key, changed);
    return this.#count(limit, changed);
  }

  /** The counter of the window that runs, or of a new one. */
  #open(limit: AttemptLimit): LoginAttempt {
    const stored = this.#attempts.get(limit.key);
    if (stored !== undefined && stored.resetsAt > this.clock.now()) return stored;
    return { failures: 0, pending: 0, resetsAt: this.#endOfWindow(limit) };
  }

  #count(limit: AttemptLimit, { failures, pending, resetsAt }: LoginAttempt): AttemptCount {
    const resetSeconds = Math.ceil((resetsAt.getTime() - this.clock.now().getTime()) / 1000);
    return { limit, failures, pending, resetSeconds };
  }

  #endOfWindow({ windowSeconds }: AttemptLimit): Date {
    return new Date(this.clock.now().getTime() + windowSeconds * 1000);
  }
}

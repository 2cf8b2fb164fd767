import type { AttemptCount, LoginAttempts } from '#application/auth/login-attempts.js';
import type { AttemptLimit } from '#domain/auth/lockout-policy.js';
import type { LoginAttempt, MemoryDatabase } from '../database.js';

export class MemoryLoginAttempts implements LoginAttempts {
  constructor(private readonly database: MemoryDatabase) {}

  async count(
    counted: readonly AttemptLimit[],
    watched: readonly AttemptLimit[],
    at: Date,
  ): Promise<readonly AttemptCount[]> {
    const seen = watched.map((limit) => this.#read(limit, at));
    return [...counted.map((limit) => this.#add(limit, at)), ...seen];
  }

  async release(limits: readonly AttemptLimit[]): Promise<void> {
    for (const { key } of limits) {
      const stored = this.database.loginAttempts.get(key);
      if (stored) this.database.loginAttempts.set(key, { ...stored, count: Math.max(0, stored.count - 1) });
    }
  }

  #add(limit: AttemptLimit, at: Date): AttemptCount {
    const { key, windowSeconds } = limit;
    const open = this.#open(key, at);
    const resetsAt = open?.resetsAt ?? new Date(at.getTime() + windowSeconds * 1000);
    const count = (open?.count ?? 0) + 1;
    this.database.loginAttempts.set(key, { key, count, resetsAt });
    return { limit, count, resetSeconds: secondsUntil(resetsAt, at) };
  }

  #read(limit: AttemptLimit, at: Date): AttemptCount {
    const open = this.#open(limit.key, at);
    if (open === undefined) return { limit, count: 0, resetSeconds: limit.windowSeconds };
    return { limit, count: open.count, resetSeconds: secondsUntil(open.resetsAt, at) };
  }

  #open(key: string, at: Date): LoginAttempt | undefined {
    const stored = this.database.loginAttempts.get(key);
    return stored !== undefined && stored.resetsAt > at ? stored : undefined;
  }
}

function secondsUntil(date: Date, at: Date): number {
  return Math.ceil((date.getTime() - at.getTime()) / 1000);
}

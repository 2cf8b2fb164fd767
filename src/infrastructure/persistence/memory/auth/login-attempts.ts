import type { AttemptCount, LoginAttempts } from '#application/auth/login-attempts.js';
import type { AttemptLimit } from '#domain/auth/lockout-policy.js';
import type { MemoryDatabase } from '../database.js';

export class MemoryLoginAttempts implements LoginAttempts {
  constructor(private readonly database: MemoryDatabase) {}

  async reserve(limits: readonly AttemptLimit[], at: Date): Promise<readonly AttemptCount[]> {
    return limits.map((limit) => {
      const { key, windowSeconds } = limit;
      const stored = this.database.loginAttempts.get(key);
      const isOpen = stored !== undefined && stored.resetsAt > at;
      const resetsAt = isOpen ? stored.resetsAt : new Date(at.getTime() + windowSeconds * 1000);
      const count = isOpen ? stored.count + 1 : 1;
      this.database.loginAttempts.set(key, { key, count, resetsAt });
      return { limit, count, resetSeconds: Math.ceil((resetsAt.getTime() - at.getTime()) / 1000) };
    });
  }

  async release(limits: readonly AttemptLimit[]): Promise<void> {
    for (const { key } of limits) {
      const stored = this.database.loginAttempts.get(key);
      if (stored) this.database.loginAttempts.set(key, { ...stored, count: Math.max(0, stored.count - 1) });
    }
  }

  async reset(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.database.loginAttempts.delete(key);
  }
}

import type { Clock } from '#application/shared/clock.js';
import type { LoginAttempt, MemoryDatabase } from '../database.js';
import { MemoryRetention } from '../retention.js';

export function attemptRetention(
  { loginAttempts }: MemoryDatabase,
  clock: Clock,
): MemoryRetention<LoginAttempt> {
  return new MemoryRetention(
    loginAttempts,
    ({ key }) => key,
    ({ resetsAt }, before) => resetsAt <= before,
    clock,
  );
}

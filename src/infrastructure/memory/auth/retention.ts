import type { Clock } from '#application/shared/clock.js';
import type { MemoryDatabase } from '../database.js';
import { MemoryRetention } from '../retention.js';
import { type LoginAttempt, loginAttemptTable } from './table.js';

export function attemptRetention(database: MemoryDatabase, clock: Clock): MemoryRetention<LoginAttempt> {
  return new MemoryRetention(
    database.table(loginAttemptTable),
    ({ resetsAt }, before) => resetsAt <= before,
    clock,
  );
}

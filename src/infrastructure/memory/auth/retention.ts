import type { Clock } from '#application/shared/clock.js';
import type { Retention } from '#application/shared/retention.js';
import type { MemoryDatabase } from '../database.js';
import { memoryRetention } from '../retention.js';
import { loginAttemptTable } from './table.js';

export function attemptRetention(database: MemoryDatabase, clock: Clock): Retention {
  return memoryRetention(
    database.table(loginAttemptTable),
    clock,
    ({ resetsAt }, before) => resetsAt <= before,
  );
}

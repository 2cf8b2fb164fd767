import type { Clock } from '#application/shared/clock.js';
import type { Retention } from '#application/shared/retention.js';
import type { MemoryDatabase } from '../database.js';
import { memoryRetention } from '../retention.js';
import { jobTable } from './table.js';

/** Dead letters. */
export function jobRetention(database: MemoryDatabase, clock: Clock): Retention {
  return memoryRetention(
    database.table(jobTable),
    clock,
    ({ failedAt }, before) => failedAt !== null && failedAt < before,
  );
}

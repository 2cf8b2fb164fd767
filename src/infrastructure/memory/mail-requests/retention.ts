import type { Clock } from '#application/shared/clock.js';
import type { Retention } from '#application/shared/retention.js';
import type { MemoryDatabase } from '../database.js';
import { memoryRetention } from '../retention.js';
import { mailCounterTable } from './table.js';

export function counterRetention(database: MemoryDatabase, clock: Clock): Retention {
  return memoryRetention(
    database.table(mailCounterTable),
    clock,
    ({ forgetAt }, before) => forgetAt <= before,
  );
}

import type { Clock } from '#application/shared/clock.js';
import type { Retention } from '#application/shared/retention.js';
import type { MemoryDatabase } from '../database.js';
import { memoryRetention } from '../retention.js';
import { oneTimeTokenTable } from './table.js';

export function tokenRetention(database: MemoryDatabase, clock: Clock): Retention {
  return memoryRetention(
    database.table(oneTimeTokenTable),
    clock,
    ({ expiresAt }, before) => expiresAt <= before,
  );
}

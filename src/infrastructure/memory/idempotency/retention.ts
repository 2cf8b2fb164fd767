import type { Clock } from '#application/shared/clock.js';
import type { Retention } from '#application/shared/retention.js';
import type { MemoryDatabase } from '../database.js';
import { memoryRetention } from '../retention.js';
import { idempotentRequestTable } from './table.js';

export function idempotencyRetention(database: MemoryDatabase, clock: Clock): Retention {
  return memoryRetention(
    database.table(idempotentRequestTable),
    clock,
    ({ expiresAt }, before) => expiresAt <= before,
  );
}

import type { Clock } from '#application/shared/clock.js';
import type { Retention } from '#application/shared/retention.js';
import type { MemoryDatabase } from '../database.js';
import { memoryRetention } from '../retention.js';
import { sessionTable } from './repository.js';

export function sessionRetention(database: MemoryDatabase, clock: Clock): Retention {
  return memoryRetention(
    database.table(sessionTable),
    clock,
    ({ endedAt, expiresAt }, before) => (endedAt !== null && endedAt < before) || expiresAt < before,
  );
}

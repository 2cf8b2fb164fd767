import type { Clock } from '#application/shared/clock.js';
import type { Retention } from '#application/shared/retention.js';
import type { MemoryDatabase } from '../database.js';
import { memoryRetention } from '../retention.js';
import { challengeTable, deviceTable, factorTable } from './tables.js';

export function challengeRetention(database: MemoryDatabase, clock: Clock): Retention {
  const isOver = ({ expiresAt }: { expiresAt: Date }, before: Date) => expiresAt < before;
  return memoryRetention(database.table(challengeTable), clock, isOver);
}

export function deviceRetention(database: MemoryDatabase, clock: Clock): Retention {
  const isOver = ({ expiresAt }: { expiresAt: Date }, before: Date) => expiresAt < before;
  return memoryRetention(database.table(deviceTable), clock, isOver);
}

/** Of factors whose enrolment was given up. */
export function pendingFactorRetention(database: MemoryDatabase, clock: Clock): Retention {
  return memoryRetention(
    database.table(factorTable),
    clock,
    ({ confirmedAt, createdAt }, before) => confirmedAt === null && createdAt < before,
  );
}

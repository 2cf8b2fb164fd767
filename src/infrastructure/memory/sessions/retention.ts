import type { Clock } from '#application/shared/clock.js';
import type { SessionState } from '#domain/sessions/session.js';
import type { MemoryDatabase } from '../database.js';
import { MemoryRetention } from '../retention.js';
import { sessionTable } from './table.js';

export function sessionRetention(database: MemoryDatabase, clock: Clock): MemoryRetention<SessionState> {
  return new MemoryRetention(
    database.table(sessionTable),
    ({ endedAt, expiresAt }, before) => (endedAt !== null && endedAt < before) || expiresAt < before,
    clock,
  );
}

import type { Clock } from '#application/shared/clock.js';
import type { SessionState } from '#domain/sessions/session.js';
import type { MemoryDatabase } from '../database.js';
import { MemoryRetention } from '../retention.js';

export function sessionRetention({ sessions }: MemoryDatabase, clock: Clock): MemoryRetention<SessionState> {
  return new MemoryRetention(
    sessions,
    ({ id }) => id,
    ({ endedAt, expiresAt }, before) => (endedAt !== null && endedAt < before) || expiresAt < before,
    clock,
  );
}

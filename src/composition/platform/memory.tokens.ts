import type { MemoryDatabase } from '#infrastructure/memory/database.js';
import type { MemoryEventAppender } from '#infrastructure/memory/events/event-appender.js';
import { token } from '../token.js';

/** Bound only with `STORAGE=memory`. */
export const memoryTokens = {
  database: token<MemoryDatabase>('MemoryDatabase'),
  eventAppender: token<MemoryEventAppender>('memory.eventAppender'),
};

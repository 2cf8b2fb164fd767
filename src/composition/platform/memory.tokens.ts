import type { EventAppender } from '#infrastructure/events/event-appender.js';
import type { MemoryDatabase } from '#infrastructure/memory/database.js';
import { token } from '../token.js';

/** Bound only with `STORAGE=memory`. */
export const memoryTokens = {
  database: token<MemoryDatabase>('MemoryDatabase'),
  eventAppender: token<EventAppender>('memory.eventAppender'),
};

import { EventAppender } from '#infrastructure/events/event-appender.js';
import { MemoryDatabase } from '#infrastructure/memory/database.js';
import { MemoryEventLog } from '#infrastructure/memory/events/event-log.js';
import { MemoryUnitOfWork } from '#infrastructure/memory/unit-of-work.js';
import { SystemClock } from '#infrastructure/system/system-clock.js';
import { contributed } from '../contributions.js';
import { defineFeature } from '../define-feature.js';
import { eventsTokens } from '../features/events.tokens.js';
import { memoryTokens } from './memory.tokens.js';
import { platform } from './platform.tokens.js';

/** The same ports in memory: for tests of use cases, and for a service that may forget everything. */
export const memory = defineFeature({
  name: 'memory',
  memory(wiring) {
    const { database, eventAppender } = memoryTokens;
    wiring.instance(database, MemoryDatabase, []);
    wiring.instance(platform.clock, SystemClock, []);
    wiring.instance(platform.unitOfWork, MemoryUnitOfWork, [database, platform.logger]);
    wiring.singleton(platform.currentTransaction, ({ transaction }) => transaction, [database]);
    wiring.singleton(
      eventAppender,
      (stored, ...others) => new EventAppender(new MemoryEventLog(stored), stored.transaction, ...others),
      [database, platform.ids, eventsTokens.catalogue, eventsTokens.signal, contributed.appendedEvents],
    );
  },
});

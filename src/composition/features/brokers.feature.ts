import { RetentionJob } from '#application/jobs/retention-job.js';
import { InboundHandling } from '#infrastructure/brokers/inbound-handling.js';
import {
  MemoryBegunMessages,
  begunRetention as memoryBegunRetention,
} from '#infrastructure/memory/brokers/begun-messages.js';
import { MemoryInbox, inboxRetention as memoryRetention } from '#infrastructure/memory/brokers/inbox.js';
import {
  PostgresBegunMessages,
  begunRetention as postgresBegunRetention,
} from '#infrastructure/postgres/brokers/begun-messages.js';
import { inboxRetention as postgresRetention, TypeOrmInbox } from '#infrastructure/postgres/brokers/inbox.js';
import { defineFeature } from '../define-feature.js';
import { memoryTokens } from '../platform/memory.tokens.js';
import { platform } from '../platform/platform.tokens.js';
import { postgresTokens } from '../platform/postgres.tokens.js';
import { brokersTokens } from './brokers.tokens.js';

/** A message that comes again after that is taken for another one. */
const keptSeconds = 30 * 24 * 3600;

/** What messages of every broker have in common: each has its effect once, after a bounded number of attempts. */
export const brokers = defineFeature({
  name: 'brokers',

  bind(wiring) {
    const { inbox, begun, retention, begunRetention, handling } = brokersTokens;
    const removals = [
      ['brokers.remove-handled', retention],
      ['brokers.remove-begun', begunRetention],
    ] as const;
    for (const [name, target] of removals) {
      wiring.contribute('job', name, (kept) => new RetentionJob(name, kept, keptSeconds), [target]);
    }
    wiring.instance(handling, InboundHandling, [inbox, begun, platform.unitOfWork]);
  },

  memory(wiring) {
    const { database } = memoryTokens;
    wiring.instance(brokersTokens.inbox, MemoryInbox, [database, platform.clock]);
    wiring.singleton(brokersTokens.retention, memoryRetention, [database, platform.clock]);
    wiring.instance(brokersTokens.begun, MemoryBegunMessages, [database, platform.clock]);
    wiring.singleton(brokersTokens.begunRetention, memoryBegunRetention, [database, platform.clock]);
  },

  postgres(wiring) {
    const { database } = postgresTokens;
    wiring.instance(brokersTokens.inbox, TypeOrmInbox, [database]);
    wiring.singleton(brokersTokens.retention, postgresRetention, [database]);
    wiring.instance(brokersTokens.begun, PostgresBegunMessages, [database]);
    wiring.singleton(brokersTokens.begunRetention, postgresBegunRetention, [database]);
  },
});

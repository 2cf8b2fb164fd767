import { RetentionJob } from '#application/jobs/retention-job.js';
import { InboundHandling } from '#infrastructure/brokers/inbound-handling.js';
import { MemoryInbox, inboxRetention as memoryRetention } from '#infrastructure/memory/brokers/inbox.js';
import { inboxRetention as postgresRetention, TypeOrmInbox } from '#infrastructure/postgres/brokers/inbox.js';
import { defineFeature } from '../define-feature.js';
import { memoryTokens } from '../platform/memory.tokens.js';
import { platform } from '../platform/platform.tokens.js';
import { postgresTokens } from '../platform/postgres.tokens.js';
import { brokersTokens } from './brokers.tokens.js';

/** A message that comes again after that is taken for another one. */
const inboxSeconds = 30 * 24 * 3600;

/** What messages of every broker have in common: each has its effect once, after a bounded number of attempts. */
export const brokers = defineFeature({
  name: 'brokers',

  bind(wiring) {
    const { inbox, retention, handling } = brokersTokens;
    wiring.contribute(
      'job',
      'brokers.remove-handled',
      (handled) => new RetentionJob('brokers.remove-handled', handled, inboxSeconds),
      [retention],
    );
    wiring.instance(handling, InboundHandling, [inbox, platform.unitOfWork]);
  },

  memory(wiring) {
    const { database } = memoryTokens;
    wiring.instance(brokersTokens.inbox, MemoryInbox, [database, platform.clock]);
    wiring.singleton(brokersTokens.retention, memoryRetention, [database, platform.clock]);
  },

  postgres(wiring) {
    const { database } = postgresTokens;
    wiring.instance(brokersTokens.inbox, TypeOrmInbox, [database]);
    wiring.singleton(brokersTokens.retention, postgresRetention, [database]);
  },
});

import { RetentionSchedule } from '#application/shared/retention.js';
import {
  MemoryMailboxLimits,
  mailboxRetention as memoryRetention,
} from '#infrastructure/memory/mail/mailbox-limits.js';
import {
  mailboxRetention as postgresRetention,
  TypeOrmMailboxLimits,
} from '#infrastructure/postgres/mail/mailbox-limits.js';
import { defineFeature } from '../define-feature.js';
import { memoryTokens } from '../platform/memory.tokens.js';
import { platform } from '../platform/platform.tokens.js';
import { postgresTokens } from '../platform/postgres.tokens.js';
import { mailboxLimitsTokens } from './mailbox-limits.tokens.js';

/** That nobody's mailbox is filled by what anybody can ask for. */
export const mailboxLimits = defineFeature({
  name: 'mailbox-limits',
  bind(wiring) {
    wiring.contribute(
      'schedule',
      'mailbox limits',
      (retention) => new RetentionSchedule('mailbox limits', retention, 0),
      [mailboxLimitsTokens.retention],
    );
  },
  memory(wiring) {
    const { database } = memoryTokens;
    wiring.instance(mailboxLimitsTokens.limits, MemoryMailboxLimits, [database, platform.clock]);
    wiring.singleton(mailboxLimitsTokens.retention, memoryRetention, [database, platform.clock]);
  },
  postgres(wiring) {
    wiring.instance(mailboxLimitsTokens.limits, TypeOrmMailboxLimits, [postgresTokens.database]);
    wiring.singleton(mailboxLimitsTokens.retention, postgresRetention, [postgresTokens.database]);
  },
});

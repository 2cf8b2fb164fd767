import { RetentionJob } from '#application/jobs/retention-job.js';
import { MailAllowance } from '#application/mail-requests/mail-allowance.js';
import { MailRequests } from '#application/mail-requests/mail-requests.js';
import { MemoryMailCounters } from '#infrastructure/memory/mail-requests/counters.js';
import { counterRetention as memoryRetention } from '#infrastructure/memory/mail-requests/retention.js';
import { TypeOrmMailCounters } from '#infrastructure/postgres/mail-requests/counters.js';
import { counterRetention as postgresRetention } from '#infrastructure/postgres/mail-requests/retention.js';
import { defineFeature } from '../define-feature.js';
import { memoryTokens } from '../platform/memory.tokens.js';
import { platform } from '../platform/platform.tokens.js';
import { postgresTokens } from '../platform/postgres.tokens.js';
import { jobsTokens } from './jobs.tokens.js';
import { mailRequestSettings } from './mail-requests.settings.js';
import { mailRequestsTokens } from './mail-requests.tokens.js';
import { usersTokens } from './users.tokens.js';

/** Mail that anybody can ask for: without telling who has an account, and without end. */
export const mailRequests = defineFeature({
  name: 'mail-requests',
  settings: [mailRequestSettings],
  rateLimits: [{ name: 'mail', default: '30/3600', meaning: 'Requests of one client for mail.' }],

  bind(wiring) {
    const { requests, allowance, counters, retention } = mailRequestsTokens;
    wiring.instance(allowance, MailAllowance, [counters, mailRequestSettings.token]);
    wiring.instance(requests, MailRequests, [
      jobsTokens.jobs,
      usersTokens.repository,
      platform.unitOfWork,
      platform.cipher,
    ]);
    wiring.contribute(
      'job',
      'mail-requests.remove-counters',
      (counted) => new RetentionJob('mail-requests.remove-counters', counted, 0),
      [retention],
    );
  },

  memory(wiring) {
    const { database } = memoryTokens;
    wiring.instance(mailRequestsTokens.counters, MemoryMailCounters, [database, platform.clock]);
    wiring.singleton(mailRequestsTokens.retention, memoryRetention, [database, platform.clock]);
  },

  postgres(wiring) {
    const { database } = postgresTokens;
    wiring.instance(mailRequestsTokens.counters, TypeOrmMailCounters, [database]);
    wiring.singleton(mailRequestsTokens.retention, postgresRetention, [database]);
  },
});

import { RetentionJob } from '#application/jobs/retention-job.js';
import { LinksSection } from '#application/one-time-tokens/links-section.js';
import { OneTimeTokens } from '#application/one-time-tokens/one-time-tokens.js';
import { tokenInvalid } from '#domain/one-time-tokens/errors.js';
import { emailTaken, userNotFound } from '#domain/users/errors.js';
import { tokenRetention as memoryRetention } from '#infrastructure/memory/one-time-tokens/retention.js';
import { MemoryOneTimeTokenStore } from '#infrastructure/memory/one-time-tokens/store.js';
import { tokenRetention as postgresRetention } from '#infrastructure/postgres/one-time-tokens/retention.js';
import { TypeOrmOneTimeTokenStore } from '#infrastructure/postgres/one-time-tokens/store.js';
import { defineFeature } from '../define-feature.js';
import { memoryTokens } from '../platform/memory.tokens.js';
import { platform } from '../platform/platform.tokens.js';
import { postgresTokens } from '../platform/postgres.tokens.js';
import { oneTimeTokensTokens } from './one-time-tokens.tokens.js';
import { usersTokens } from './users.tokens.js';

/** What links in mails carry: tokens that are good once, for one thing. */
export const oneTimeTokens = defineFeature({
  name: 'one-time-tokens',
  errors: [tokenInvalid],
  constraints: {
    one_time_tokens_user_id_fkey: () => userNotFound(),
    one_time_tokens_way_back: () => emailTaken(),
  },

  bind(wiring) {
    const { tokens, store, retention } = oneTimeTokensTokens;
    wiring.instance(tokens, OneTimeTokens, [store, platform.opaqueTokens, usersTokens.repository]);
    wiring.contribute('data export section', 'mailedLinks', (kept) => new LinksSection(kept), [store]);
    wiring.contribute(
      'job',
      'one-time-tokens.remove-expired',
      (expired) => new RetentionJob('one-time-tokens.remove-expired', expired, 0),
      [retention],
    );
  },

  memory(wiring) {
    const { database } = memoryTokens;
    wiring.instance(oneTimeTokensTokens.store, MemoryOneTimeTokenStore, [database, platform.clock]);
    wiring.singleton(oneTimeTokensTokens.retention, memoryRetention, [database, platform.clock]);
  },

  postgres(wiring) {
    const { database } = postgresTokens;
    wiring.instance(oneTimeTokensTokens.store, TypeOrmOneTimeTokenStore, [database]);
    wiring.singleton(oneTimeTokensTokens.retention, postgresRetention, [database]);
  },
});

import { RetentionJob } from '#application/jobs/retention-job.js';
import * as errors from '#domain/idempotency/errors.js';
import { KeyedRequestDigests } from '#infrastructure/crypto/idempotency/request-digests.js';
import { MemoryIdempotencyStore } from '#infrastructure/memory/idempotency/idempotency-store.js';
import { idempotencyRetention as memoryRetention } from '#infrastructure/memory/idempotency/retention.js';
import { TypeOrmIdempotencyStore } from '#infrastructure/postgres/idempotency/idempotency-store.js';
import { idempotencyRetention as postgresRetention } from '#infrastructure/postgres/idempotency/retention.js';
import { IdempotentRoutes } from '#presentation/http/plugins/idempotency.js';
import { defineFeature } from '../define-feature.js';
import { memoryTokens } from '../platform/memory.tokens.js';
import { platform } from '../platform/platform.tokens.js';
import { postgresTokens } from '../platform/postgres.tokens.js';
import { idempotencyTokens } from './idempotency.tokens.js';

/** Requests that a client may send again without having their effect twice: `Idempotency-Key`. */
export const idempotency = defineFeature({
  name: 'idempotency',
  errors: Object.values(errors),

  bind(wiring) {
    const { store, digests, retention } = idempotencyTokens;
    wiring.instance(digests, KeyedRequestDigests, [platform.encryptionKeys]);
    wiring.contribute(
      'route extension',
      'idempotency',
      (answers, digest, logger) => new IdempotentRoutes(answers, digest, logger),
      [store, digests, platform.logger],
    );
    wiring.contribute(
      'job',
      'idempotency.remove-expired',
      (expired) => new RetentionJob('idempotency.remove-expired', expired, 0),
      [retention],
    );
  },

  memory(wiring) {
    const { database } = memoryTokens;
    wiring.instance(idempotencyTokens.store, MemoryIdempotencyStore, [database, platform.clock]);
    wiring.singleton(idempotencyTokens.retention, memoryRetention, [database, platform.clock]);
  },

  postgres(wiring) {
    const { database } = postgresTokens;
    wiring.instance(idempotencyTokens.store, TypeOrmIdempotencyStore, [database]);
    wiring.singleton(idempotencyTokens.retention, postgresRetention, [database]);
  },
});

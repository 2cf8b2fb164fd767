import type { IdempotencyStore } from '#application/idempotency/idempotency-store.js';
import type { RequestDigests } from '#application/idempotency/request-digests.js';
import type { Retention } from '#application/shared/retention.js';
import { token } from '../token.js';

export const idempotencyTokens = {
  store: token<IdempotencyStore>('idempotency.store'),
  digests: token<RequestDigests>('idempotency.digests'),
  retention: token<Retention>('idempotency.retention'),
};

import { defineError } from '#domain/shared/app-error.js';

/** draft-ietf-httpapi-idempotency-key-header-07 §2.7. */
export const idempotencyKeyReused = defineError(
  'invalid',
  'IDEMPOTENCY_KEY_REUSED',
  'This idempotency key was sent with another request. Take a new key for a new request.',
);
export const idempotencyInProgress = defineError(
  'conflict',
  'IDEMPOTENCY_IN_PROGRESS',
  'The first request with this idempotency key is still being answered. Try again shortly.',
);

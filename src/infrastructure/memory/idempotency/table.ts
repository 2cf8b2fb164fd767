import type { KeptAnswer } from '#application/idempotency/idempotency-store.js';
import { defineMemoryTable } from '../table-definition.js';

export interface StoredRequest {
  readonly fingerprint: string;
  readonly claim: string;
  readonly answer: KeptAnswer | null;
  readonly expiresAt: Date;
}

/** By the id of the request. */
export const idempotentRequestTable = defineMemoryTable<StoredRequest>('idempotent requests', {
  isTransactional: false,
});

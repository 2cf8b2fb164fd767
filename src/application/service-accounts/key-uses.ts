import type { ApiKeyId } from '#domain/shared/ids.js';

/** Notes when keys were used last. */
export interface KeyUses {
  /** Nobody waits for it, and it may be lost. */
  note(id: ApiKeyId): void;
}

import type { ApiKeyId } from '#domain/shared/ids.js';
import type { ApiKey, KeyOwner } from './api-key.js';

/** Every write belongs to a unit of work; the events of the aggregate are appended in the same transaction. */
export interface ApiKeyRepository {
  /** @throws AppError USER_NOT_FOUND or SERVICE_ACCOUNT_NOT_FOUND where the owner is gone. */
  add(key: ApiKey): Promise<void>;

  /** When it ends, and whether it was revoked. Of a key that is gone: nothing. */
  save(...keys: readonly ApiKey[]): Promise<void>;

  /** Null also for somebody else's. */
  findForUpdate(id: ApiKeyId, owner: KeyOwner): Promise<ApiKey | null>;

  /** Those alive at `at`, for update, in the order in which they were made. */
  findAliveByOwner(owner: KeyOwner, at: Date): Promise<readonly ApiKey[]>;
}

import type { ServiceAccountId } from '#domain/shared/ids.js';
import type { ServiceAccount } from './service-account.js';

/** Every write belongs to a unit of work; the events of the aggregate are appended in the same transaction. */
export interface ServiceAccountRepository {
  add(account: ServiceAccount): Promise<void>;

  /** As its next version, which it then has. @throws AppError VERSION_CONFLICT where it has changed since it was read. */
  save(account: ServiceAccount): Promise<void>;

  /** With its keys. @throws AppError VERSION_CONFLICT. */
  remove(account: ServiceAccount): Promise<void>;

  /** Of the tenant in whose scope it is asked, or of none outside. Nobody else changes it, or makes a key for it, until the unit of work ends. */
  findByIdForUpdate(id: ServiceAccountId): Promise<ServiceAccount | null>;
}

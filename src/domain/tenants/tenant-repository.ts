import type { TenantId, UserId } from '#domain/shared/ids.js';
import type { Tenant } from './tenant.js';

/** Stores tenants, of which those that are deleted are not there. Events are appended in the transaction of the change. */
export interface TenantRepository {
  /** @throws AppError SLUG_TAKEN. */
  add(tenant: Tenant): Promise<void>;
  /** @throws AppError VERSION_CONFLICT or SLUG_TAKEN. */
  save(tenant: Tenant): Promise<void>;
  /** It is kept until the retention takes it, and its slug with it, but found no more. */
  remove(tenant: Tenant): Promise<void>;
  /** Appends what happened beside it. */
  note(tenant: Tenant): Promise<void>;
  findById(id: TenantId): Promise<Tenant | null>;
  /** Locked until the transaction ends: members, invitations and roles change one at a time. */
  findByIdForUpdate(id: TenantId): Promise<Tenant | null>;
  /** In the order of their making, at most `limit` behind `after`. @param member of which; null: all that there are. */
  list(member: UserId | null, after: TenantId | null, limit: number): Promise<readonly Tenant[]>;
  countOf(member: UserId): Promise<number>;
}

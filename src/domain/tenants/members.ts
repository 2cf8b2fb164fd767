import type { AccountId, TenantId, UserId } from '#domain/shared/ids.js';
import type { Email } from '#domain/users/email.js';
import type { TenantRole } from './tenant-role.js';

export interface Member {
  readonly tenantId: TenantId;
  readonly userId: UserId;
  readonly roles: readonly string[];
  readonly joinedAt: Date;
}

/** Of the tenant in whose scope they are asked, as all in this file. */
export interface Members {
  /** @throws AppError ALREADY_MEMBER. */
  add(member: Member): Promise<void>;
  saveRoles(userId: UserId, roles: readonly string[]): Promise<void>;
  remove(userId: UserId): Promise<void>;
  find(userId: UserId): Promise<Member | null>;
  count(): Promise<number>;
  countHolders(role: string): Promise<number>;
}

export interface Invitation {
  readonly tenantId: TenantId;
  readonly id: string;
  readonly email: Email;
  readonly roles: readonly string[];
  /** A member, or a program of the tenant. */
  readonly invitedBy: AccountId;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export interface Invitations {
  /** In place of an earlier one to the same address; removes those that have expired. @param seconds until it expires. */
  put(invitation: Omit<Invitation, 'expiresAt'>, tokenHash: string, seconds: number): Promise<Invitation>;
  /** The one that is good, which is gone then: one conditional statement. */
  take(tokenHash: string): Promise<Invitation | null>;
  /** @returns false where there is none. */
  remove(id: string): Promise<boolean>;
  /** Those that have not expired, by id, at most `limit` behind `after`. */
  list(after: string | null, limit: number): Promise<readonly Invitation[]>;
  count(): Promise<number>;
  isGiven(role: string): Promise<boolean>;
}

export interface TenantRoles {
  /** By name. */
  list(): Promise<readonly TenantRole[]>;
  /** @throws AppError ROLE_TAKEN. */
  add(tenantId: TenantId, role: TenantRole): Promise<void>;
  save(role: TenantRole): Promise<void>;
  remove(name: string): Promise<void>;
}

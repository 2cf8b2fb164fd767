import type { Role } from '#domain/access/role.js';
import type { ApiKeyState, KeyOwner } from '#domain/service-accounts/api-key.js';
import type { AccountId, ApiKeyId, TenantId } from '#domain/shared/ids.js';

/** Without the digest of its secret. */
export type ApiKeyView = Omit<ApiKeyState, 'secretHash' | 'owner'>;

/** What decides on a request with a key: of the key, and of its owner as they are now. */
export interface KeyHolderState
  extends Pick<ApiKeyState, 'id' | 'owner' | 'secretHash' | 'expiresAt' | 'revokedAt'> {
  /** Of a service what it may do, of a user what the key is limited to. */
  readonly permissions: readonly string[];
  /** Of the user; none of a service. */
  readonly roles: readonly Role[];
  readonly hasSecondFactor: boolean;
  /** That a service belongs to; null with a user. */
  readonly tenantId: TenantId | null;
  /** The owner. */
  readonly isActive: boolean;
}

export interface ApiKeyQueries {
  /** Whose key it is, which never changes; null where there is none. */
  findOwnerId(id: ApiKeyId): Promise<AccountId | null>;
  /** Null where there is none. */
  findHolder(id: ApiKeyId): Promise<KeyHolderState | null>;
  /** Also those that have ended; newest first, at most `limit`. */
  listByOwner(owner: KeyOwner, limit: number): Promise<readonly ApiKeyView[]>;
}

export function keyViewOf({ owner: _o, secretHash: _s, ...view }: ApiKeyState): ApiKeyView {
  return view;
}

/** Of one owner, in a list. */
export const listedKeys = 200;

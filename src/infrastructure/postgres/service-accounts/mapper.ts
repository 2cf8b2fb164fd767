import type { ApiKeyState, KeyOwner } from '#domain/service-accounts/api-key.js';
import type { ApiKeyId, ServiceAccountId, UserId } from '#domain/shared/ids.js';
import type { ApiKeyRow } from './schema.js';

export function toRow({ owner, permissions, secretHash, ...key }: ApiKeyState): ApiKeyRow {
  return {
    ...key,
    ...ownerColumns(owner),
    permissions: permissions && [...permissions],
    secretHash: Buffer.from(secretHash, 'base64url'),
  };
}

export function toState({ id, serviceAccountId, userId, secretHash, ...key }: ApiKeyRow): ApiKeyState {
  return {
    ...key,
    id: id as ApiKeyId,
    owner: ownerOf({ serviceAccountId, userId }),
    secretHash: secretHash.toString('base64url'),
  };
}

export function ownerOf(columns: Pick<ApiKeyRow, 'serviceAccountId' | 'userId'>): KeyOwner {
  const { serviceAccountId, userId } = columns;
  return userId === null
    ? { kind: 'service', id: serviceAccountId as ServiceAccountId }
    : { kind: 'user', id: userId as UserId };
}

/** The one that has it, and the other. */
function ownerColumns({ kind, id }: KeyOwner): Pick<ApiKeyRow, 'serviceAccountId' | 'userId'> {
  return kind === 'user' ? { userId: id, serviceAccountId: null } : { userId: null, serviceAccountId: id };
}

export function ownerColumn({ kind }: KeyOwner): 'userId' | 'serviceAccountId' {
  return kind === 'user' ? 'userId' : 'serviceAccountId';
}

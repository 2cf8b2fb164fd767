import {
  type ApiKeyQueries,
  type ApiKeyView,
  type KeyHolderState,
  keyViewOf,
} from '#application/service-accounts/api-key-queries.js';
import type { ApiKeyState, KeyOwner } from '#domain/service-accounts/api-key.js';
import type { AccountId, ApiKeyId } from '#domain/shared/ids.js';
import type { KeyUseStore } from '#infrastructure/shared/service-accounts/key-use-notes.js';
import { byText } from '../collation.js';
import type { MemoryDatabase } from '../database.js';
import { userTable } from '../users/repository.js';
import { keysOf, serviceAccountTable } from './tables.js';

export class MemoryApiKeyQueries implements ApiKeyQueries, KeyUseStore {
  constructor(private readonly database: MemoryDatabase) {}

  async findOwnerId(id: ApiKeyId): Promise<AccountId | null> {
    return this.#find(id)?.owner.id ?? null;
  }

  async findHolder(id: ApiKeyId): Promise<KeyHolderState | null> {
    const key = this.#find(id);
    if (key === undefined) return null;
    const { owner, secretHash, expiresAt, revokedAt } = key;
    const state = { id, owner, secretHash, expiresAt, revokedAt };
    if (owner.kind === 'user') {
      const user = this.database.table(userTable).get(owner.id);
      if (user === undefined) return null;
      const { roles, hasSecondFactor, isActive } = user;
      return {
        ...state,
        permissions: key.permissions ?? [],
        roles,
        hasSecondFactor,
        isActive,
        tenantId: null,
      };
    }
    const service = this.database.table(serviceAccountTable).get(owner.id);
    if (service === undefined) return null;
    const { permissions, isActive, tenantId } = service;
    return { ...state, permissions, roles: [], hasSecondFactor: false, isActive, tenantId };
  }

  async listByOwner(owner: KeyOwner, limit: number): Promise<readonly ApiKeyView[]> {
    return keysOf(this.database)
      [owner.kind].where((key) => key.owner.id === owner.id)
      .sort((left, right) => byText(right.id, left.id))
      .slice(0, limit)
      .map(keyViewOf);
  }

  async write(id: ApiKeyId, at: Date): Promise<void> {
    const key = this.#find(id);
    if (key === undefined || (key.lastUsedAt !== null && key.lastUsedAt >= at)) return;
    keysOf(this.database)[key.owner.kind].set(id, { ...key, lastUsedAt: at });
  }

  #find(id: ApiKeyId): ApiKeyState | undefined {
    const { user, service } = keysOf(this.database);
    return user.get(id) ?? service.get(id);
  }
}

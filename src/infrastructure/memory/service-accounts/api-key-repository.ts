import { ApiKey, isAlive, type KeyOwner } from '#domain/service-accounts/api-key.js';
import type { ApiKeyRepository } from '#domain/service-accounts/api-key-repository.js';
import { serviceAccountNotFound } from '#domain/service-accounts/errors.js';
import type { ApiKeyId } from '#domain/shared/ids.js';
import { userNotFound } from '#domain/users/errors.js';
import type { EventAppender } from '#infrastructure/events/event-appender.js';
import { byText } from '../collation.js';
import type { MemoryDatabase } from '../database.js';
import { userTable } from '../users/repository.js';
import { keysOf, serviceAccountTable } from './tables.js';

export class MemoryApiKeyRepository implements ApiKeyRepository {
  readonly #keys;

  constructor(
    private readonly database: MemoryDatabase,
    private readonly events: EventAppender,
  ) {
    this.#keys = keysOf(database);
  }

  async add(key: ApiKey): Promise<void> {
    const { id, owner } = key.state;
    this.database.write(() => {
      if (owner.kind === 'user') {
        if (this.database.table(userTable).get(owner.id) === undefined) throw userNotFound();
      } else if (this.database.table(serviceAccountTable).get(owner.id) === undefined) {
        throw serviceAccountNotFound();
      }
      this.#keys[owner.kind].set(id, key.state);
    });
    await this.events.append(key.pullEvents());
  }

  async save(...keys: readonly ApiKey[]): Promise<void> {
    this.database.transaction.require();
    this.database.write(() => {
      for (const { state } of keys) {
        const { id, owner, expiresAt, revokedAt } = state;
        const stored = this.#keys[owner.kind].get(id);
        if (stored !== undefined) this.#keys[owner.kind].set(id, { ...stored, expiresAt, revokedAt });
      }
    });
    await this.events.append(keys.flatMap((key) => key.pullEvents()));
  }

  async findForUpdate(id: ApiKeyId, owner: KeyOwner): Promise<ApiKey | null> {
    this.database.transaction.require();
    const state = this.#keys[owner.kind].get(id);
    return state?.owner.id === owner.id
      ? ApiKey.rehydrate(state, this.database.transaction.tenantId())
      : null;
  }

  async findAliveByOwner(owner: KeyOwner, at: Date): Promise<readonly ApiKey[]> {
    this.database.transaction.require();
    const tenantId = this.database.transaction.tenantId();
    return this.#keys[owner.kind]
      .where((state) => state.owner.id === owner.id && isAlive(state, at))
      .sort((left, right) => byText(left.id, right.id))
      .map((state) => ApiKey.rehydrate(state, tenantId));
  }
}

import { ApiKey, isAlive, type KeyOwner } from '#domain/service-accounts/api-key.js';
import type { ApiKeyRepository } from '#domain/service-accounts/api-key-repository.js';
import type { ApiKeyId } from '#domain/shared/ids.js';
import type { EventAppender } from '#infrastructure/events/event-appender.js';
import type { Database } from '../database.js';
import { ownerColumn, toRow, toState } from './mapper.js';
import { apiKeySchema } from './schema.js';

const lock = { mode: 'pessimistic_write' } as const;

export class PostgresApiKeyRepository implements ApiKeyRepository {
  constructor(
    private readonly database: Database,
    private readonly events: EventAppender,
  ) {}

  async add(key: ApiKey): Promise<void> {
    await this.database.write((manager) => manager.insert(apiKeySchema, toRow(key.state)));
    await this.events.append(key.pullEvents());
  }

  async save(...keys: readonly ApiKey[]): Promise<void> {
    this.database.transaction.require();
    for (const { state } of keys) {
      const { id, expiresAt, revokedAt } = state;
      await this.database.write((manager) => manager.update(apiKeySchema, { id }, { expiresAt, revokedAt }));
    }
    await this.events.append(keys.flatMap((key) => key.pullEvents()));
  }

  async findForUpdate(id: ApiKeyId, owner: KeyOwner): Promise<ApiKey | null> {
    const where = { id, [ownerColumn(owner)]: owner.id };
    const row = await this.database.write((manager) => manager.findOne(apiKeySchema, { where, lock }));
    return row && ApiKey.rehydrate(toState(row), this.database.transaction.tenantId());
  }

  async findAliveByOwner(owner: KeyOwner, at: Date): Promise<readonly ApiKey[]> {
    const where = { [ownerColumn(owner)]: owner.id };
    const tenantId = this.database.transaction.tenantId();
    const rows = await this.database.write((manager) =>
      manager.find(apiKeySchema, { where, order: { id: 'ASC' }, lock }),
    );
    return rows
      .map(toState)
      .filter((state) => isAlive(state, at))
      .map((state) => ApiKey.rehydrate(state, tenantId));
  }
}

import type {
  ApiKeyQueries,
  ApiKeyView,
  KeyHolderState,
} from '#application/service-accounts/api-key-queries.js';
import type { KeyOwner } from '#domain/service-accounts/api-key.js';
import type { AccountId, ApiKeyId } from '#domain/shared/ids.js';
import type { KeyUseStore } from '#infrastructure/shared/service-accounts/key-use-notes.js';
import { selectList } from '../columns.js';
import type { Database } from '../database.js';
import { ownerOf } from './mapper.js';
import { type ApiKeyRow, apiKeySchema } from './schema.js';

type HolderRow = Omit<KeyHolderState, 'owner' | 'secretHash'> &
  Pick<ApiKeyRow, 'userId' | 'serviceAccountId' | 'secretHash'>;

/** Plain SQL: each request with a key asks for its holder. */
export class PostgresApiKeyQueries implements ApiKeyQueries, KeyUseStore {
  constructor(private readonly database: Database) {}

  async findOwnerId(id: ApiKeyId): Promise<AccountId | null> {
    const [row]: { owner: AccountId }[] = await this.database.read((manager) =>
      manager.query(selectOwner, [id]),
    );
    return row?.owner ?? null;
  }

  async findHolder(id: ApiKeyId): Promise<KeyHolderState | null> {
    const [row]: HolderRow[] = await this.database.read((manager) => manager.query(selectHolder, [id]));
    if (row === undefined) return null;
    const { userId, serviceAccountId, secretHash, ...state } = row;
    const owner = ownerOf({ userId, serviceAccountId });
    return { ...state, owner, secretHash: secretHash.toString('base64url') };
  }

  listByOwner({ kind, id }: KeyOwner, limit: number): Promise<readonly ApiKeyView[]> {
    return this.database.read((manager) => manager.query(selectLists[kind], [id, limit]));
  }

  async write(id: ApiKeyId, at: Date): Promise<void> {
    await this.database.standalone((manager) => manager.query(noteUse, [id, at]));
  }
}

const selectOwner = 'SELECT coalesce(user_id, service_account_id) AS "owner" FROM api_keys WHERE id = $1';

const selectHolder = `
  SELECT key.id, key.user_id AS "userId", key.service_account_id AS "serviceAccountId",
    key.secret_hash AS "secretHash", key.expires_at AS "expiresAt", key.revoked_at AS "revokedAt",
    coalesce(key.permissions, service.permissions) AS "permissions", coalesce(owner.roles, '{}') AS "roles",
    coalesce(owner.has_second_factor, false) AS "hasSecondFactor",
    coalesce(owner.is_active, service.is_active) AS "isActive", service.tenant_id AS "tenantId"
  FROM api_keys AS key
    LEFT JOIN users AS owner ON owner.id = key.user_id
    LEFT JOIN service_accounts AS service ON service.id = key.service_account_id
  WHERE key.id = $1`;

const view = selectList(apiKeySchema, [
  'id',
  'name',
  'permissions',
  'createdAt',
  'expiresAt',
  'lastUsedAt',
  'revokedAt',
]);

const listOf = (column: string) =>
  `SELECT ${view} FROM api_keys WHERE ${column} = $1 ORDER BY id DESC LIMIT $2`;
const selectLists = { user: listOf('user_id'), service: listOf('service_account_id') };

const noteUse = `
  UPDATE api_keys SET last_used_at = $2 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2)`;

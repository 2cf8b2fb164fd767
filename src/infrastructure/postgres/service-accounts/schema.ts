import { EntitySchema } from 'typeorm';
import type { ServiceAccountState } from '#domain/service-accounts/service-account.js';

const time = { type: 'timestamptz', precision: 3 } as const;

export const serviceAccountSchema = new EntitySchema<ServiceAccountState>({
  name: 'ServiceAccount',
  tableName: 'service_accounts',
  columns: {
    id: { type: 'uuid', primary: true },
    name: { type: 'text' },
    permissions: { type: 'text', array: true },
    tenantId: { type: 'uuid', name: 'tenant_id', nullable: true },
    isActive: { type: 'boolean', name: 'is_active' },
    createdBy: { type: 'uuid', name: 'created_by', nullable: true },
    createdAt: { ...time, name: 'created_at' },
    updatedAt: { ...time, name: 'updated_at' },
    version: { type: 'integer' },
  },
});

export interface ApiKeyRow {
  id: string;
  serviceAccountId: string | null;
  userId: string | null;
  name: string;
  permissions: string[] | null;
  secretHash: Buffer;
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

export const apiKeySchema = new EntitySchema<ApiKeyRow>({
  name: 'ApiKey',
  tableName: 'api_keys',
  columns: {
    id: { type: 'uuid', primary: true },
    serviceAccountId: { type: 'uuid', name: 'service_account_id', nullable: true },
    userId: { type: 'uuid', name: 'user_id', nullable: true },
    name: { type: 'text' },
    permissions: { type: 'text', array: true, nullable: true },
    secretHash: { type: 'bytea', name: 'secret_hash' },
    createdAt: { ...time, name: 'created_at' },
    expiresAt: { ...time, name: 'expires_at', nullable: true },
    lastUsedAt: { ...time, name: 'last_used_at', nullable: true },
    revokedAt: { ...time, name: 'revoked_at', nullable: true },
  },
});

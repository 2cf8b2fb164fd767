import type { ApiKeyState, KeyOwner } from '#domain/service-accounts/api-key.js';
import type { ServiceAccountState } from '#domain/service-accounts/service-account.js';
import type { MemoryDatabase } from '../database.js';
import type { MemoryTable } from '../table.js';
import { defineMemoryTable } from '../table-definition.js';
import { tenantTable } from '../tenants/tables.js';
import { userTable } from '../users/repository.js';

export const serviceAccountTable = defineMemoryTable<ServiceAccountState>('service_accounts', {
  parent: { table: tenantTable, keyOf: ({ tenantId }) => tenantId ?? '' },
  tenantOf: ({ tenantId }) => tenantId,
  isReadOutside: true,
});

const ownerKey = { keyOf: ({ owner }: Readonly<ApiKeyState>) => owner.id };

/** Two, since each has one other that its rows go with. */
const keyTables = {
  user: defineMemoryTable<ApiKeyState>('user_keys', { parent: { table: userTable, ...ownerKey } }),
  service: defineMemoryTable<ApiKeyState>('service_keys', {
    parent: { table: serviceAccountTable, ...ownerKey },
  }),
};

export function keysOf(database: MemoryDatabase): Record<KeyOwner['kind'], MemoryTable<ApiKeyState>> {
  return { user: database.table(keyTables.user), service: database.table(keyTables.service) };
}

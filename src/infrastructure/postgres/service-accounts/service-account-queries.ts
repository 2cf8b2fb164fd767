import type {
  MadeAccount,
  ServiceAccountQueries,
  ServiceAccountView,
} from '#application/service-accounts/service-account-queries.js';
import type { CursorPage } from '#application/shared/pages.js';
import type { ServiceAccountId, TenantId, UserId } from '#domain/shared/ids.js';
import { checkIdCursor } from '#infrastructure/shared/service-accounts/id-cursor.js';
import { columnsOf, selectList } from '../columns.js';
import type { Database } from '../database.js';
import { serviceAccountSchema } from './schema.js';

export class PostgresServiceAccountQueries implements ServiceAccountQueries {
  constructor(private readonly database: Database) {}

  findById(id: ServiceAccountId): Promise<ServiceAccountView | null> {
    return this.database.read((manager) => manager.findOneBy(serviceAccountSchema, { id }));
  }

  async list(
    tenantId: TenantId | null,
    after: string | null,
    limit: number,
  ): Promise<CursorPage<ServiceAccountView>> {
    checkIdCursor(after);
    const rows: ServiceAccountView[] = await this.database.read((manager) =>
      manager.query(selectPage, [after, limit + 1, tenantId]),
    );
    return pageOf(rows, limit);
  }

  async listMadeBy(userId: UserId, after: string | null, limit: number): Promise<CursorPage<MadeAccount>> {
    checkIdCursor(after);
    const rows: MadeAccount[] = await this.database.read((manager) =>
      manager.query(selectMade, [after, limit + 1, userId]),
    );
    return pageOf(rows, limit);
  }

  countOfTenant(tenantId: TenantId): Promise<number> {
    return this.database.read((manager) => manager.countBy(serviceAccountSchema, { tenantId }));
  }
}

function pageOf<Item extends { readonly id: string }>(
  rows: readonly Item[],
  limit: number,
): CursorPage<Item> {
  const items = rows.slice(0, limit);
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

const selectMade = `
  SELECT id, tenant_id AS "tenantId", created_at AS "createdAt" FROM service_accounts
  WHERE created_by = $3 AND ($1::uuid IS NULL OR id > $1) ORDER BY id LIMIT $2`;

const selectPage = `
  SELECT ${selectList(serviceAccountSchema, columnsOf(serviceAccountSchema))} FROM service_accounts
  WHERE tenant_id IS NOT DISTINCT FROM $3 AND ($1::uuid IS NULL OR id > $1) ORDER BY id LIMIT $2`;

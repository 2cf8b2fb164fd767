import type {
  MadeAccount,
  ServiceAccountQueries,
  ServiceAccountView,
} from '#application/service-accounts/service-account-queries.js';
import type { CursorPage } from '#application/shared/pages.js';
import type { ServiceAccountId, TenantId, UserId } from '#domain/shared/ids.js';
import { pageById } from '#infrastructure/shared/id-pages.js';
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
      tenantId === null
        ? manager.query(selectOfHouse, [after, limit + 1])
        : manager.query(selectOfTenant, [after, limit + 1, tenantId]),
    );
    return pageById(rows, limit);
  }

  async listMadeBy(userId: UserId, after: string | null, limit: number): Promise<CursorPage<MadeAccount>> {
    checkIdCursor(after);
    const rows: MadeAccount[] = await this.database.read((manager) =>
      manager.query(selectMade, [after, limit + 1, userId]),
    );
    return pageById(rows, limit);
  }

  async countOfTenant(tenantId: TenantId): Promise<number> {
    const [row]: { count: number }[] = await this.database.read((manager) =>
      manager.query(selectCount, [tenantId]),
    );
    return row?.count ?? 0;
  }
}

const selectMade = `
  SELECT id, tenant_id AS "tenantId", created_at AS "createdAt" FROM service_accounts
  WHERE created_by = $3 AND ($1::uuid IS NULL OR id > $1) ORDER BY id LIMIT $2`;

const columns = selectList(serviceAccountSchema, columnsOf(serviceAccountSchema));

/** Outside of scopes there are those of tenants, too: the view has them not. */
const selectOfHouse = `
  SELECT ${columns} FROM house_service_accounts WHERE ($1::uuid IS NULL OR id > $1) ORDER BY id LIMIT $2`;

const selectOfTenant = `
  SELECT ${columns} FROM service_accounts
  WHERE tenant_id = $3 AND ($1::uuid IS NULL OR id > $1) ORDER BY id LIMIT $2`;

const selectCount = 'SELECT count(*)::int AS count FROM service_accounts WHERE tenant_id = $1';

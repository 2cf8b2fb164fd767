import type {
  MadeAccount,
  ServiceAccountQueries,
  ServiceAccountView,
} from '#application/service-accounts/service-account-queries.js';
import type { CursorPage } from '#application/shared/pages.js';
import type { ServiceAccountId, TenantId, UserId } from '#domain/shared/ids.js';
import { pageById } from '#infrastructure/shared/id-pages.js';
import { checkIdCursor } from '#infrastructure/shared/service-accounts/id-cursor.js';
import { byText } from '../collation.js';
import type { MemoryDatabase } from '../database.js';
import { serviceAccountTable } from './tables.js';

export class MemoryServiceAccountQueries implements ServiceAccountQueries {
  constructor(private readonly database: MemoryDatabase) {}

  async findById(id: ServiceAccountId): Promise<ServiceAccountView | null> {
    return this.database.table(serviceAccountTable).get(id) ?? null;
  }

  async list(
    tenantId: TenantId | null,
    after: string | null,
    limit: number,
  ): Promise<CursorPage<ServiceAccountView>> {
    return this.#page((account) => account.tenantId === tenantId, after, limit);
  }

  async listMadeBy(userId: UserId, after: string | null, limit: number): Promise<CursorPage<MadeAccount>> {
    const { items, nextCursor } = this.#page(({ createdBy }) => createdBy === userId, after, limit);
    return { items: items.map(({ id, tenantId, createdAt }) => ({ id, tenantId, createdAt })), nextCursor };
  }

  async countOfTenant(tenantId: TenantId): Promise<number> {
    return this.database.table(serviceAccountTable).where((account) => account.tenantId === tenantId).length;
  }

  #page(
    isMeant: (account: ServiceAccountView) => boolean,
    after: string | null,
    limit: number,
  ): CursorPage<ServiceAccountView> {
    checkIdCursor(after);
    const accounts = this.database
      .table(serviceAccountTable)
      .where(isMeant)
      .filter(({ id }) => after === null || byText(id, after) > 0)
      .sort((left, right) => byText(left.id, right.id));
    return pageById(accounts, limit);
  }
}

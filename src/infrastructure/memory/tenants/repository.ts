import type { Clock } from '#application/shared/clock.js';
import { versionConflict } from '#domain/shared/errors.js';
import type { TenantId, UserId } from '#domain/shared/ids.js';
import { slugTaken } from '#domain/tenants/errors.js';
import { Tenant, type TenantState } from '#domain/tenants/tenant.js';
import type { TenantRepository } from '#domain/tenants/tenant-repository.js';
import type { EventAppender } from '#infrastructure/events/event-appender.js';
import type { MemoryDatabase } from '../database.js';
import { tenantTable, userTenantTable } from './tables.js';

export class MemoryTenantRepository implements TenantRepository {
  constructor(
    private readonly database: MemoryDatabase,
    private readonly events: EventAppender,
    private readonly clock: Clock,
  ) {}

  async add(tenant: Tenant): Promise<void> {
    this.#store(tenant.state, null);
    await this.note(tenant);
  }

  async save(tenant: Tenant): Promise<void> {
    this.#requireCurrent(tenant);
    this.#store({ ...tenant.state, version: tenant.state.version + 1 }, null);
    tenant.saved();
    await this.note(tenant);
  }

  async remove(tenant: Tenant): Promise<void> {
    this.#requireCurrent(tenant);
    this.#store(tenant.state, this.clock.now());
    await this.note(tenant);
  }

  async note(tenant: Tenant): Promise<void> {
    await this.events.append(tenant.pullEvents());
  }

  async findById(id: TenantId): Promise<Tenant | null> {
    const row = this.#tenants.get(id);
    return row === undefined || row.deletedAt !== null ? null : tenantOf(row);
  }

  async findByIdForUpdate(id: TenantId): Promise<Tenant | null> {
    this.database.transaction.requireForWriting();
    return this.findById(id);
  }

  async list(member: UserId | null, after: TenantId | null, limit: number): Promise<readonly Tenant[]> {
    const theirs = member && this.#tenantsOf(member);
    return this.#tenants
      .where(
        ({ id, deletedAt }) => deletedAt === null && (!theirs || theirs.has(id)) && (!after || id > after),
      )
      .toSorted((left, right) => (left.id < right.id ? -1 : 1))
      .slice(0, limit)
      .map(tenantOf);
  }

  async countOf(member: UserId): Promise<number> {
    return (await this.list(member, null, Number.MAX_SAFE_INTEGER)).length;
  }

  get #tenants() {
    return this.database.table(tenantTable);
  }

  #tenantsOf(member: UserId): ReadonlySet<TenantId> {
    const rows = this.database.table(userTenantTable).where(({ userId }) => userId === member);
    return new Set(rows.map(({ tenantId }) => tenantId));
  }

  #requireCurrent({ state }: Tenant): void {
    this.database.transaction.require();
    const stored = this.#tenants.get(state.id);
    if (stored?.version !== state.version || stored.deletedAt !== null) throw versionConflict();
  }

  #store(state: TenantState, deletedAt: Date | null): void {
    this.database.write(() => {
      const others = this.#tenants.where(({ id }) => id !== state.id);
      if (others.some(({ slug }) => slug.value === state.slug.value)) throw slugTaken();
      this.#tenants.set(state.id, { ...state, deletedAt });
    });
  }
}

function tenantOf({ deletedAt: _deletedAt, ...state }: TenantState & { readonly deletedAt: Date | null }) {
  return Tenant.rehydrate(state);
}

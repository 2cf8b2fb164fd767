import { versionConflict } from '#domain/shared/errors.js';
import type { TenantId, UserId } from '#domain/shared/ids.js';
import { Tenant, type TenantState } from '#domain/tenants/tenant.js';
import type { TenantRepository } from '#domain/tenants/tenant-repository.js';
import { TenantSlug } from '#domain/tenants/tenant-slug.js';
import { DisplayName } from '#domain/users/display-name.js';
import type { EventAppender } from '#infrastructure/events/event-appender.js';
import type { Database } from '../database.js';

type Row = Omit<TenantState, 'name' | 'slug'> & { readonly name: string; readonly slug: string };

export class PostgresTenantRepository implements TenantRepository {
  constructor(
    private readonly database: Database,
    private readonly events: EventAppender,
  ) {}

  async add(tenant: Tenant): Promise<void> {
    const { id, name, slug, metadata, version, createdAt, updatedAt } = tenant.state;
    const values = [id, name.value, slug.value, metadata, version, createdAt, updatedAt];
    await this.database.write((manager) => manager.query(insertTenant, values));
    await this.note(tenant);
  }

  async save(tenant: Tenant): Promise<void> {
    const { id, name, slug, metadata, version, updatedAt } = tenant.state;
    await this.#change(updateTenant, [id, version, name.value, slug.value, metadata, updatedAt]);
    tenant.saved();
    await this.note(tenant);
  }

  async remove(tenant: Tenant): Promise<void> {
    const { id, version } = tenant.state;
    await this.#change(deleteTenant, [id, version]);
    await this.note(tenant);
  }

  async note(tenant: Tenant): Promise<void> {
    await this.events.append(tenant.pullEvents());
  }

  async findById(id: TenantId): Promise<Tenant | null> {
    const rows: Row[] = await this.database.read((manager) => manager.query(selectTenant, [id]));
    return tenantsOf(rows)[0] ?? null;
  }

  async findByIdForUpdate(id: TenantId): Promise<Tenant | null> {
    const rows: Row[] = await this.database.write((manager) =>
      manager.query(`${selectTenant} FOR UPDATE`, [id]),
    );
    return tenantsOf(rows)[0] ?? null;
  }

  async list(member: UserId | null, after: TenantId | null, limit: number): Promise<readonly Tenant[]> {
    const rows: Row[] = await this.database.read((manager) =>
      member === null
        ? manager.query(selectAll, [after, limit])
        : manager.query(selectTheirs, [after, limit, member]),
    );
    return tenantsOf(rows);
  }

  async countOf(member: UserId): Promise<number> {
    const [row]: { count: number }[] = await this.database.read((manager) =>
      manager.query(countTheirs, [member]),
    );
    return row?.count ?? 0;
  }

  /** @throws AppError VERSION_CONFLICT where no row is meant. */
  async #change(statement: string, values: unknown[]): Promise<void> {
    const [, changed]: [unknown, number] = await this.database.write((manager) =>
      manager.query(statement, values),
    );
    if (changed !== 1) throw versionConflict();
  }
}

function tenantsOf(rows: readonly Row[]): Tenant[] {
  return rows.map((row) =>
    Tenant.rehydrate({
      ...row,
      name: DisplayName.rehydrate(row.name),
      slug: TenantSlug.rehydrate(row.slug),
    }),
  );
}

const columns = 'id, name, slug, metadata, version, created_at AS "createdAt", updated_at AS "updatedAt"';

const insertTenant = `
  INSERT INTO tenants (id, name, slug, metadata, version, created_at, updated_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7)`;

const updateTenant = `
  UPDATE tenants SET name = $3, slug = $4, metadata = $5, updated_at = $6, version = version + 1
  WHERE id = $1 AND version = $2 AND deleted_at IS NULL`;

const deleteTenant = `
  UPDATE tenants SET deleted_at = clock_timestamp() WHERE id = $1 AND version = $2 AND deleted_at IS NULL`;

const selectTenant = `SELECT ${columns} FROM tenants WHERE id = $1 AND deleted_at IS NULL`;

const behind = `deleted_at IS NULL AND ($1::uuid IS NULL OR id > $1::uuid)`;

const selectAll = `SELECT ${columns} FROM tenants WHERE ${behind} ORDER BY id LIMIT $2`;

const theirs = 'user_tenants JOIN tenants ON id = tenant';

const selectTheirs = `
  SELECT ${columns} FROM ${theirs} WHERE user_id = $3 AND ${behind} ORDER BY id LIMIT $2`;

const countTheirs = `
  SELECT count(*)::integer AS count FROM ${theirs} WHERE user_id = $1 AND deleted_at IS NULL`;

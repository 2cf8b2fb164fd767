import type { MemberQueries, MemberView } from '#application/tenants/member-queries.js';
import type { TenantId, UserId } from '#domain/shared/ids.js';
import type { Invitation, Invitations, Member, Members, TenantRoles } from '#domain/tenants/members.js';
import type { TenantRole } from '#domain/tenants/tenant-role.js';
import { Email } from '#domain/users/email.js';
import type { Database } from '../database.js';

/** No statement names the tenant but where it writes one: the database shows the rows of the scope, and no others. */
abstract class TenantStatements {
  constructor(private readonly database: Database) {}

  protected read<Row>(statement: string, values: unknown[] = []): Promise<Row[]> {
    return this.database.read((manager) => manager.query(statement, values));
  }

  protected insert<Row>(statement: string, values: unknown[]): Promise<Row[]> {
    return this.database.write((manager) => manager.query(statement, values));
  }

  /** An UPDATE or DELETE. @returns what it returns. */
  protected async change<Row>(statement: string, values: unknown[]): Promise<Row[]> {
    const [rows]: [Row[], number] = await this.database.write((manager) => manager.query(statement, values));
    return rows;
  }

  protected async countOf(from: string, values: unknown[] = []): Promise<number> {
    const [row] = await this.read<{ count: number }>(
      `SELECT count(*)::integer AS count FROM ${from}`,
      values,
    );
    return row?.count ?? 0;
  }
}

export class PostgresMembers extends TenantStatements implements Members, MemberQueries {
  async add({ tenantId, userId, roles, joinedAt }: Member): Promise<void> {
    await this.insert(
      'INSERT INTO tenant_members (tenant_id, user_id, roles, joined_at) VALUES ($1, $2, $3, $4)',
      [tenantId, userId, roles, joinedAt],
    );
    await this.insert('INSERT INTO user_tenants (tenant, user_id) VALUES ($1, $2)', [tenantId, userId]);
  }

  async saveRoles(userId: UserId, roles: readonly string[]): Promise<void> {
    await this.change('UPDATE tenant_members SET roles = $2 WHERE user_id = $1', [userId, roles]);
  }

  async remove(userId: UserId): Promise<void> {
    await this.change(removeMember, [userId]);
  }

  async find(userId: UserId): Promise<(Member & MemberView) | null> {
    const [row] = await this.read<Member & MemberView>(`${selectMembers} WHERE user_id = $1`, [userId]);
    return row ?? null;
  }

  async count(): Promise<number> {
    return this.countOf('tenant_members');
  }

  async countHolders(role: string): Promise<number> {
    return this.countOf('tenant_members WHERE $1 = ANY (roles)', [role]);
  }

  list(after: UserId | null, limit: number): Promise<readonly MemberView[]> {
    return this.read(
      `${selectMembers} WHERE ($1::uuid IS NULL OR user_id > $1::uuid) ORDER BY user_id LIMIT $2`,
      [after, limit],
    );
  }
}

const removeMember = `
  WITH removed AS (DELETE FROM tenant_members WHERE user_id = $1 RETURNING tenant_id, user_id)
  DELETE FROM user_tenants USING removed WHERE tenant = tenant_id AND user_tenants.user_id = removed.user_id`;

const selectMembers = `
  SELECT tenant_id AS "tenantId", user_id AS "userId", email, username, display_name AS "displayName",
    tenant_members.roles, joined_at AS "joinedAt"
  FROM tenant_members JOIN users ON users.id = user_id`;

type InvitationRow = Omit<Invitation, 'email'> & { readonly email: string };

export class PostgresInvitations extends TenantStatements implements Invitations {
  async put(given: Omit<Invitation, 'expiresAt'>, tokenHash: string, seconds: number): Promise<Invitation> {
    const { tenantId, id, email, roles, invitedBy, createdAt } = given;
    await this.change(`DELETE FROM tenant_invitations WHERE NOT (${isOpen}) OR email = $1`, [email.value]);
    const values = [tenantId, id, email.value, roles, tokenHash, invitedBy, createdAt, seconds];
    const [row] = await this.insert<InvitationRow>(insertInvitation, values);
    return invitationOf(row as InvitationRow);
  }

  async take(hash: string): Promise<Invitation | null> {
    const [row] = await this.change<InvitationRow>(
      `DELETE FROM tenant_invitations WHERE token_hash = $1 AND ${isOpen} RETURNING ${invitationColumns}`,
      [hash],
    );
    return row === undefined ? null : invitationOf(row);
  }

  async remove(id: string): Promise<boolean> {
    const removed = await this.change(
      `DELETE FROM tenant_invitations WHERE id = $1 AND ${isOpen} RETURNING id`,
      [id],
    );
    return removed.length > 0;
  }

  async list(after: string | null, limit: number): Promise<readonly Invitation[]> {
    const rows = await this.read<InvitationRow>(
      `SELECT ${invitationColumns} FROM tenant_invitations
       WHERE ${isOpen} AND ($1::uuid IS NULL OR id > $1::uuid) ORDER BY id LIMIT $2`,
      [after, limit],
    );
    return rows.map(invitationOf);
  }

  async count(): Promise<number> {
    return this.countOf(`tenant_invitations WHERE ${isOpen}`);
  }

  async isGiven(role: string): Promise<boolean> {
    return (await this.countOf(`tenant_invitations WHERE ${isOpen} AND $1 = ANY (roles)`, [role])) > 0;
  }
}

/** `clock_timestamp()`, since a transaction may have waited for its locks. */
const isOpen = 'expires_at > clock_timestamp()';

const invitationColumns =
  'tenant_id AS "tenantId", id, email, roles, invited_by AS "invitedBy", created_at AS "createdAt", expires_at AS "expiresAt"';

const insertInvitation = `
  INSERT INTO tenant_invitations
    (tenant_id, id, email, roles, token_hash, invited_by, created_at, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, clock_timestamp() + make_interval(secs => $8))
  RETURNING ${invitationColumns}`;

function invitationOf(row: InvitationRow): Invitation {
  return { ...row, email: Email.rehydrate(row.email) };
}

export class PostgresTenantRoles extends TenantStatements implements TenantRoles {
  list(): Promise<readonly TenantRole[]> {
    return this.read(
      `SELECT name, description, permissions, created_at AS "createdAt", updated_at AS "updatedAt"
       FROM tenant_roles ORDER BY name`,
    );
  }

  async add(tenantId: TenantId, role: TenantRole): Promise<void> {
    const { name, description, permissions, createdAt, updatedAt } = role;
    await this.insert(
      `INSERT INTO tenant_roles (tenant_id, name, description, permissions, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [tenantId, name, description, permissions, createdAt, updatedAt],
    );
  }

  async save({ name, description, permissions, updatedAt }: TenantRole): Promise<void> {
    await this.change(
      'UPDATE tenant_roles SET description = $2, permissions = $3, updated_at = $4 WHERE name = $1',
      [name, description, permissions, updatedAt],
    );
  }

  async remove(name: string): Promise<void> {
    await this.change('DELETE FROM tenant_roles WHERE name = $1', [name]);
  }
}

import type { AccessQueries, PermissionView } from '#application/access/access-queries.js';
import { allRoles, type Role } from '#domain/access/role.js';
import type { RoleState } from '#domain/access/role-definition.js';
import { selectList } from '../columns.js';
import type { Database } from '../database.js';
import { roleSchema } from './schema.js';

export class TypeOrmAccessQueries implements AccessQueries {
  constructor(private readonly database: Database) {}

  listCustomPermissions(): Promise<readonly Omit<PermissionView, 'isBuiltIn'>[]> {
    return this.database.read((manager) =>
      manager.query('SELECT name, description FROM permissions ORDER BY name'),
    );
  }

  listRoles(): Promise<readonly RoleState[]> {
    return this.database.read((manager) => manager.query(selectAll, [[...allRoles]]));
  }

  async findRole(name: Role): Promise<RoleState | null> {
    const [row]: RoleState[] = await this.database.read((manager) =>
      manager.query(`${select} WHERE name = $1`, [name]),
    );
    return row ?? null;
  }

  async rolesWith(permission: string): Promise<readonly Role[]> {
    const rows: { name: Role }[] = await this.database.read((manager) =>
      manager.query('SELECT name FROM roles WHERE permissions @> ARRAY[$1]::text[] ORDER BY name', [
        permission,
      ]),
    );
    return rows.map(({ name }) => name);
  }
}

const select = `SELECT ${selectList(roleSchema, [
  'name',
  'description',
  'permissions',
  'isBuiltIn',
  'createdAt',
  'updatedAt',
  'version',
])} FROM roles`;

const selectAll = `${select} ORDER BY array_position($1::text[], name), name`;

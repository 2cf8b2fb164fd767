import { allRoles, isBuiltInRole, type Role } from '#domain/access/role.js';
import type { RolePermissions } from '#domain/access/role-permissions.js';
import { invalidField } from '#domain/shared/validation.js';
import type { AccessQueries, PermissionView, RoleView } from './access-queries.js';

/**
 * What roles allow, those that are built in and the others. Within a unit of work it tells what is stored, outside what
 * instances remember: a change is in force everywhere within a second. @public
 */
export class RoleCatalogue {
  /** @param queries that remember. */
  constructor(
    private readonly builtIn: RolePermissions,
    private readonly queries: AccessQueries,
  ) {}

  /** Names of permissions. A role that there is not, or no more, allows nothing. */
  async permissionsOf(roles: readonly Role[]): Promise<ReadonlySet<string>> {
    const allowed = new Set(this.builtIn.of(roles));
    if (roles.includes('admin')) {
      for (const { name } of await this.queries.listCustomPermissions()) allowed.add(name);
    }
    for (const role of roles) {
      if (isBuiltInRole(role)) continue;
      for (const name of (await this.queries.findRole(role))?.permissions ?? []) allowed.add(name);
    }
    return allowed;
  }

  /** Of all roles that there are. */
  async names(): Promise<ReadonlySet<Role>> {
    return new Set<Role>([...allRoles, ...(await this.queries.listRoles()).map(({ name }) => name)]);
  }

  /** The roles that allow it. */
  async rolesWith(permission: string): Promise<readonly Role[]> {
    const builtIn = allRoles.filter((role) => this.builtIn.of([role]).has(permission));
    return [...builtIn, ...(await this.queries.rolesWith(permission))];
  }

  /** Those that are built in first. */
  async permissions(): Promise<readonly PermissionView[]> {
    const builtIn = this.builtIn.permissions.map(({ name, description }) => ({
      name,
      description,
      isBuiltIn: true,
    }));
    const custom = (await this.queries.listCustomPermissions()).filter(({ name }) => !this.builtIn.has(name));
    return [...builtIn, ...custom.map((permission) => ({ ...permission, isBuiltIn: false }))];
  }

  /** A role as it is told: with what a built-in one allows. */
  async viewOf(role: RoleView): Promise<RoleView> {
    return role.isBuiltIn ? { ...role, permissions: [...(await this.permissionsOf([role.name]))] } : role;
  }

  /** @throws AppError VALIDATION_ERROR that names those which there are not. */
  async requireKnown(roles: readonly Role[], field = 'roles'): Promise<void> {
    for (const role of roles) {
      if (!isBuiltInRole(role) && (await this.queries.findRole(role)) === null) {
        throw invalidField(field, `must name roles that there are, and ${role} is none`);
      }
    }
  }

  /** @throws AppError VALIDATION_ERROR that names one which there is not. */
  async requireKnownPermissions(names: readonly string[]): Promise<void> {
    const known = await this.permissionsOf(['admin']);
    const unknown = names.find((name) => !known.has(name));
    if (unknown !== undefined) {
      throw invalidField('permissions', `must name permissions that there are, and ${unknown} is none`);
    }
  }
}

import { allRoles } from '#domain/access/role.js';
import { codePointLength } from '#domain/shared/unicode.js';
import { invalidField } from '#domain/shared/validation.js';
import { ownTenant, tenantPermissions } from './permissions.js';

/** The roles that every tenant has: everything; all but what is the owners'; nothing beyond belonging to it. @public */
export const builtInTenantRoles = ['owner', 'admin', 'member'] as const;

/** Of a tenant's own making. @public */
export interface TenantRole {
  readonly name: string;
  readonly description: string | null;
  /** Sorted, each once. */
  readonly permissions: readonly string[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export const tenantRoleNameMaxLength = 64;
export const tenantRolePermissionsMax = 100;
export const tenantRolesMax = 100;
const descriptionMaxLength = 200;

const nameForm = /^[a-z][a-z0-9_-]*$/;
const permissionForm = /^[a-z][a-z0-9_-]*:[a-z][a-z0-9_-]*$/;
const builtInNames: ReadonlySet<string> = new Set([...builtInTenantRoles, ...allRoles]);

/** A name that no tenant may give to a role of its own. */
export function isBuiltInName(name: string): boolean {
  return builtInNames.has(name);
}

/** @throws AppError VALIDATION_ERROR. */
export function parseTenantRoleName(raw: string, field = 'name'): string {
  if (nameForm.test(raw) && raw.length <= tenantRoleNameMaxLength) return raw;
  throw invalidField(field, 'must be of a-z, 0-9, "_" and "-", and begin with a letter');
}

/** @throws AppError VALIDATION_ERROR. */
export function parseTenantRoleDescription(raw: string | null): string | null {
  if (raw === null || codePointLength(raw) <= descriptionMaxLength) return raw;
  throw invalidField('description', `must have at most ${descriptionMaxLength} characters`);
}

/** @throws AppError VALIDATION_ERROR, also for what is the owners' alone. */
export function parseTenantPermissions(raw: readonly string[], field = 'permissions'): readonly string[] {
  if (raw.length > tenantRolePermissionsMax)
    throw invalidField(field, `must have at most ${tenantRolePermissionsMax} elements`);
  for (const name of raw) {
    if (!permissionForm.test(name) || name.length > tenantRoleNameMaxLength)
      throw invalidField(field, 'must be like resource:action');
    if (name === ownTenant) throw invalidField(field, `${ownTenant} belongs to the role owner`);
  }
  return [...new Set(raw)].sort();
}

/** Owners and administrators, who may whatever applications make up, named by a role or not. */
export function hasEverything(roles: readonly string[]): boolean {
  return roles.includes('owner') || roles.includes('admin');
}

/** What roles allow in one tenant. */
export class TenantGrants {
  readonly #own: ReadonlyMap<string, readonly string[]>;

  /** @param roles of the tenant's making. */
  constructor(roles: readonly TenantRole[]) {
    this.#own = new Map(roles.map(({ name, permissions }) => [name, permissions]));
  }

  /**
   * Each once, the built-in ones first.
   * @throws AppError VALIDATION_ERROR when there is none, or one that the tenant does not know.
   */
  parse(names: readonly string[], field = 'roles'): readonly string[] {
    if (names.length === 0) throw invalidField(field, 'must name at least one role');
    const known: readonly string[] = [...builtInTenantRoles, ...[...this.#own.keys()].sort()];
    if (!names.every((name) => known.includes(name))) {
      throw invalidField(field, 'must name roles of the tenant');
    }
    return known.filter((name) => names.includes(name));
  }

  of(roles: readonly string[]): ReadonlySet<string> {
    const own = roles.flatMap((role) => this.#own.get(role) ?? []);
    const isOwner = roles.includes('owner');
    if (!hasEverything(roles)) return new Set(own);
    const everything = [...tenantPermissions, ...[...this.#own.values()].flat()];
    return new Set(isOwner ? [...everything, ownTenant] : everything);
  }

  /** Whether who has the ones may give, or take, the others: nobody hands out more than they have. */
  covers(granter: readonly string[], roles: readonly string[]): boolean {
    if (granter.includes('owner')) return true;
    if (roles.includes('owner')) return false;
    if (granter.includes('admin')) return true;
    return !roles.includes('admin') && this.coversPermissions(granter, [...this.of(roles)]);
  }

  /**
   * Whether who has these permissions and no role, a program or a key, may give, or take, roles. Built-in ones that allow
   * more than belonging to the tenant are beyond that: what they allow grows with the tenant.
   */
  coversWith(held: ReadonlySet<string>, roles: readonly string[]): boolean {
    return !roles.includes('owner') && !roles.includes('admin') && held.isSupersetOf(this.of(roles));
  }

  coversPermissions(granter: readonly string[], permissions: readonly string[]): boolean {
    if (hasEverything(granter)) return true;
    return this.of(granter).isSupersetOf(new Set(permissions));
  }
}

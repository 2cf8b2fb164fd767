import { builtInTenantRoles, TenantGrants, type TenantRole } from '#domain/tenants/tenant-role.js';

export interface TenantRoleView {
  readonly name: string;
  readonly description: string | null;
  readonly permissions: readonly string[];
  readonly isBuiltIn: boolean;
  /** Null where it has always been there. */
  readonly createdAt: Date | null;
  readonly updatedAt: Date | null;
}

export function tenantRoleViewOf(role: TenantRole): TenantRoleView {
  return { ...role, isBuiltIn: false };
}

const descriptions = {
  owner: 'May do everything.',
  admin: 'May do everything but delete the tenant and act on owners.',
  member: 'Belongs to the tenant.',
} as const;

export function builtInViews(own: readonly TenantRole[]): readonly TenantRoleView[] {
  const grants = new TenantGrants(own);
  return builtInTenantRoles.map((name) => ({
    name,
    description: descriptions[name],
    permissions: [...grants.of([name])],
    isBuiltIn: true,
    createdAt: null,
    updatedAt: null,
  }));
}

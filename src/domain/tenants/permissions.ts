import { definePermission } from '#domain/access/permission.js';

export const readTenants = definePermission('tenants:read', 'See all tenants, without what is in them.');
export const createTenants = definePermission(
  'tenants:create',
  'Make tenants, where TENANT_CREATION leaves that to administrators.',
);

/** What roles allow in a tenant, beside the permissions that applications make up. @public */
export const tenantPermissions = [
  'tenant:write',
  'members:write',
  'roles:write',
  'service_accounts:write',
  'webhooks:write',
] as const;

/** Of owners alone: to delete the tenant, to take all of it along, and to make owners. */
export const ownTenant = 'tenant:own';

/** Of the tenant, or one that an application has made up. @public */
export type TenantPermission = (typeof tenantPermissions)[number] | typeof ownTenant | `${string}:${string}`;

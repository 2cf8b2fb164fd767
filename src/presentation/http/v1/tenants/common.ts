export const tenantsUrl = '/api/v1/tenants';
export const tenantUrl = `${tenantsUrl}/:id`;

/** As `permission`, where any role will do. */
export const membership = 'membership in the tenant';

/** What all routes about tenants have in common. */
export const common = { tag: 'tenants', access: 'signed-in', rateLimit: 'tenants' } as const;

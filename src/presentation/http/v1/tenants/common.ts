export const tenantsUrl = '/api/v1/tenants';
export const tenantUrl = `${tenantsUrl}/:id`;

/** What all routes about tenants have in common. */
export const common = { tag: 'tenants', access: 'signed-in', rateLimit: 'tenants' } as const;
